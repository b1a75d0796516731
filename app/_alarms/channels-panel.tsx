"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { ChannelDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { Dialog } from "../_ui/dialog.tsx";
import { Time } from "../_ui/figures.tsx";
import { Panel } from "../_ui/panel.tsx";
import { Pill } from "../_ui/pill.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../_ui/states.tsx";
import { ChannelForm } from "./channel-form.tsx";
import { TestAnswer } from "./test-answer.tsx";

const REFRESH_MILLIS = 10_000;

/** The places that messages go to. */
export function ChannelsPanel() {
  const trpc = useTRPC();
  const [edited, setEdited] = useState<ChannelDto | "new" | null>(null);
  const channels = useQuery(
    trpc.alarms.channels.queryOptions(undefined, { refetchInterval: REFRESH_MILLIS }),
  );
  const add = (
    <Button look="primary" onClick={() => setEdited("new")}>
      Add channel
    </Button>
  );
  return (
    <Panel title="Channels" flush actions={channels.data?.length ? add : null}>
      {channels.isPending ? (
        <LoadingRows what="channels" rows={2} />
      ) : channels.error ? (
        <ErrorState
          what="the channels"
          error={channels.error}
          onRetry={() => void channels.refetch()}
        />
      ) : channels.data.length === 0 ? (
        <EmptyState title="Nobody is told of alarms yet" actions={add}>
          Until there is a channel and a route to it, alarms are only seen here in the console.
        </EmptyState>
      ) : (
        <ul aria-label="Channels">
          {channels.data.map((channel) => (
            <Row key={channel.id} channel={channel} onEdit={() => setEdited(channel)} />
          ))}
        </ul>
      )}
      <Dialog
        open={edited !== null}
        onOpenChange={(open) => (open ? undefined : setEdited(null))}
        title={edited === "new" ? "Add channel" : "Edit channel"}
      >
        {edited ? (
          <ChannelForm channel={edited === "new" ? null : edited} close={() => setEdited(null)} />
        ) : null}
      </Dialog>
    </Panel>
  );
}

function standing(channel: ChannelDto): { tone: "good" | "bad" | "idle"; text: string } {
  if (!channel.enabled) return { tone: "idle", text: "Switched off" };
  if (!channel.last) return { tone: "idle", text: "Nothing sent yet" };
  return channel.last.ok
    ? { tone: "good", text: "Last message arrived" }
    : { tone: "bad", text: "Last message failed" };
}

function Row({ channel, onEdit }: { channel: ChannelDto; onEdit: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const refresh = () => void client.invalidateQueries({ queryKey: trpc.alarms.pathKey() });
  const test = useMutation(
    trpc.alarms.testChannel.mutationOptions({ meta: { quiet: true }, onSettled: refresh }),
  );
  const { tone, text } = standing(channel);
  return (
    <li className="grid gap-2 border-line border-b px-4 py-3 last:border-b-0">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <p className="font-semibold break-words">{channel.name}</p>
          <p className="text-ink-3 text-xs">
            {channel.kindName}, {channel.routes === 1 ? "1 route" : `${channel.routes} routes`}
            {channel.waiting > 0 ? `, ${channel.waiting} waiting` : ""}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Pill tone={tone}>{text}</Pill>
          {channel.last ? <Time at={channel.last.at} className="text-ink-3 text-xs" /> : null}
          <Button
            size="small"
            busy={test.isPending}
            aria-label={`Send test: ${channel.name}`}
            onClick={() => test.mutate({ id: channel.id })}
          >
            Send test
          </Button>
          <Button size="small" aria-label={`Edit ${channel.name}`} onClick={onEdit}>
            Edit
          </Button>
          <Remove channel={channel} onDone={refresh} />
        </div>
      </div>
      {channel.last && !channel.last.ok && !test.data ? (
        <p className="break-words text-bad text-xs">{channel.last.text}</p>
      ) : null}
      <TestAnswer answer={test.data?.answer} refusal={test.error?.message} />
    </li>
  );
}

function Remove({ channel, onDone }: { channel: ChannelDto; onDone: () => void }) {
  const trpc = useTRPC();
  const [open, setOpen] = useState(false);
  const remove = useMutation(
    trpc.alarms.removeChannel.mutationOptions({ meta: { quiet: true }, onSuccess: onDone }),
  );
  return (
    <>
      <Button
        size="small"
        look="danger"
        aria-label={`Remove ${channel.name}`}
        onClick={() => setOpen(true)}
      >
        Remove
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Remove ${channel.name}`}
        description={`Its routes, its secrets, and ${channel.waiting === 0 ? "the record of its messages" : `${channel.waiting} waiting messages`} go with it. Alarms stay in the inbox.`}
        typed={null}
        action="Remove channel"
        busy={remove.isPending}
        refusal={remove.error?.message}
        onConfirm={() => remove.mutate({ id: channel.id })}
      />
    </>
  );
}
