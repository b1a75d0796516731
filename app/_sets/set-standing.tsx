"use client";
import { useMutation } from "@tanstack/react-query";
import { Allowed } from "../_people/allowed.tsx";
import { useRefresh } from "../_retention/use-refresh.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { SetDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { formatDate, formatDateTime } from "../_ui/format/time.ts";

/** Whether a set is held or on its way out, with the way back. */
export function SetStandingLines({ set }: { set: SetDto }) {
  const { hold, leaving } = set;
  return (
    <>
      {hold ? (
        <p className="mt-1 text-ink-2">
          Under legal hold{hold.ofDatabase ? " with its database" : ""} since{" "}
          {formatDate(hold.since)} by {hold.by}: {hold.reason}
          {hold.until ? `, until ${formatDate(hold.until)}` : ""}
        </p>
      ) : null}
      {leaving ? <Leaving set={{ ...set, leaving }} /> : null}
    </>
  );
}

function Leaving({ set }: { set: SetDto & { leaving: NonNullable<SetDto["leaving"]> } }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const undo = useMutation(trpc.retention.bringBack.mutationOptions({ onSettled: refresh }));
  const { leaving } = set;
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
      <p className="text-warn" title={formatDateTime(leaving.goesAt)}>
        Expiring on {formatDate(leaving.goesAt)}, still restorable. {leaving.because.join(" ")}
      </p>
      <Allowed right="operate">
        <Button
          size="small"
          busy={undo.isPending}
          aria-label={`Bring back: set ${set.id}`}
          onClick={() => undo.mutate({ databaseId: set.databaseId, setId: set.id })}
        >
          Bring back
        </Button>
      </Allowed>
    </div>
  );
}
