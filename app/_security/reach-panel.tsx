"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { toast } from "sonner";
import { useTRPC } from "../_trpc/client.ts";
import type { ReachPolicy } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { inputStyle } from "../_ui/field.tsx";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, Loading, Skeleton } from "../_ui/states.tsx";
import { TryReach } from "./try-reach.tsx";
import { linesOf } from "./words.ts";

/** Where Holdfast may connect to: what is always refused, and the two lists. */
export function ReachPanel() {
  const trpc = useTRPC();
  const reach = useQuery(trpc.security.reach.queryOptions());
  return (
    <Panel title="Where Holdfast connects to">
      {reach.isPending ? (
        <Loading what="the lists">
          <Skeleton className="h-96" />
        </Loading>
      ) : reach.error ? (
        <ErrorState what="the lists" error={reach.error} onRetry={() => void reach.refetch()} />
      ) : (
        <Reach policy={reach.data} />
      )}
    </Panel>
  );
}

function Reach({ policy }: { policy: ReachPolicy }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [sources, setSources] = useState(policy.sourcesOnly.join("\n"));
  const [webhooks, setWebhooks] = useState(policy.webhookAllow.join("\n"));
  const save = useMutation(
    trpc.security.saveReach.mutationOptions({
      meta: { quiet: true },
      onSuccess: async (saved) => {
        setSources(saved.sourcesOnly.join("\n"));
        setWebhooks(saved.webhookAllow.join("\n"));
        queryClient.setQueryData(trpc.security.reach.queryKey(), saved);
        await queryClient.invalidateQueries(trpc.security.tryReach.pathFilter());
        toast.success("Saved: it counts from the next connection on");
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ sourcesOnly: linesOf(sources), webhookAllow: linesOf(webhooks) });
  };
  const isSame =
    linesOf(sources).join() === policy.sourcesOnly.join() &&
    linesOf(webhooks).join() === policy.webhookAllow.join();
  return (
    <div className="grid gap-4">
      <p className="text-ink-2">
        Never, whatever the lists say: link-local addresses and the metadata services of clouds,
        multicast, broadcast and unspecified addresses, and the ports of Holdfast itself. A name is
        looked up once, all its addresses are checked, and the connection goes to one of those.
      </p>
      <form onSubmit={submit} className="grid gap-3">
        <Lines
          label="Sources may only lie in"
          help="Empty: anywhere else, private networks and this machine included."
          value={sources}
          onChange={setSources}
        />
        <Lines
          label="Webhooks may also go to"
          help="Public addresses need no entry; private ones and this machine do."
          value={webhooks}
          onChange={setWebhooks}
        />
        {save.error ? (
          <p role="alert" className="text-bad">
            {save.error.message}. Nothing was changed.
          </p>
        ) : null}
        <div>
          <Button type="submit" look="primary" disabled={isSame} busy={save.isPending}>
            Save lists
          </Button>
        </div>
      </form>
      <TryReach />
    </div>
  );
}

function Lines({
  label,
  help,
  value,
  onChange,
}: {
  label: string;
  help: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={3}
        spellCheck={false}
        aria-describedby={`${id}-note`}
        placeholder={"graph.example.com\n*.example.com\n10.1.0.0/16"}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={`${inputStyle} h-auto py-1.5 font-mono text-code`}
      />
      <p id={`${id}-note`} className="mt-1 text-xs text-ink-3">
        {help} One host, address or network a line.
      </p>
    </div>
  );
}
