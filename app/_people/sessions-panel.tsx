"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../_trpc/client.ts";
import type { SessionDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Time } from "../_ui/figures.tsx";
import { Panel } from "../_ui/panel.tsx";
import { Pill } from "../_ui/pill.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../_ui/states.tsx";

/** Where one is signed in, and the way to end it. */
export function SessionsPanel() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const sessions = useQuery(trpc.people.mySessions.queryOptions());
  const refresh = () => void client.invalidateQueries({ queryKey: trpc.people.pathKey() });
  const end = useMutation(trpc.people.endSession.mutationOptions({ onSuccess: refresh }));
  const endOthers = useMutation(
    trpc.people.endOtherSessions.mutationOptions({ onSuccess: refresh }),
  );
  return (
    <Panel
      title="Where you are signed in"
      flush
      actions={
        <Button
          size="small"
          busy={endOthers.isPending}
          disabled={(sessions.data?.length ?? 0) < 2}
          onClick={() => endOthers.mutate()}
        >
          Sign out everywhere else
        </Button>
      }
    >
      {sessions.isPending ? (
        <LoadingRows what="your sessions" rows={2} />
      ) : sessions.error ? (
        <ErrorState
          what="your sessions"
          error={sessions.error}
          onRetry={() => void sessions.refetch()}
        />
      ) : sessions.data.length === 0 ? (
        <EmptyState title="No session" />
      ) : (
        <ul>
          {sessions.data.map((session) => (
            <Session
              key={session.id}
              session={session}
              busy={end.isPending && end.variables.id === session.id}
              onEnd={() => end.mutate({ id: session.id })}
            />
          ))}
        </ul>
      )}
      <p className="px-4 py-3 text-ink-3 text-xs">
        A session ends after 30 minutes without a page open, and after 12 hours in any case.
      </p>
    </Panel>
  );
}

function Session({
  session,
  busy,
  onEnd,
}: {
  session: SessionDto;
  busy: boolean;
  onEnd: () => void;
}) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="font-medium">{session.device}</p>
        <p className="text-ink-3 text-xs">
          {session.address ? `${session.address}, ` : null}seen{" "}
          <Time at={session.lastSeenAt} stop={false} />, signed in{" "}
          <Time at={session.createdAt} stop={false} />
        </p>
      </div>
      {session.isThis ? (
        <Pill tone="good">This one</Pill>
      ) : (
        <Button
          size="small"
          busy={busy}
          onClick={onEnd}
          aria-label={`Sign out ${session.device}, ${session.address ?? "address unknown"}`}
        >
          Sign out
        </Button>
      )}
    </li>
  );
}
