"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, HoldDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { formatDate, formatDateTime } from "../_ui/format/time.ts";
import { Panel } from "../_ui/panel.tsx";
import { Pill } from "../_ui/pill.tsx";
import { ErrorState, LoadingRows } from "../_ui/states.tsx";
import { useNow } from "../_ui/use-now.ts";
import { HoldDialog, LiftDialog } from "./hold-dialogs.tsx";

/** Legal holds of a database and its sets, those in force and those that were. */
export function HoldsPanel({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const now = useNow(60_000);
  const [placing, setPlacing] = useState(false);
  const [lifting, setLifting] = useState<HoldDto | null>(null);
  const holds = useQuery(trpc.retention.holds.list.queryOptions({ databaseId: database.id }));
  const isInForce = (hold: HoldDto) => !hold.lifted && (!hold.until || hold.until.getTime() > now);
  const isHeld = holds.data?.some((hold) => hold.setId === null && isInForce(hold)) ?? false;
  return (
    <Panel
      title="Legal holds"
      flush
      actions={
        <Allowed right="administer">
          <Button size="small" disabled={!holds.data || isHeld} onClick={() => setPlacing(true)}>
            Hold this database
          </Button>
        </Allowed>
      }
    >
      {holds.error ? (
        <ErrorState
          what="the legal holds"
          error={holds.error}
          onRetry={() => void holds.refetch()}
        />
      ) : !holds.data ? (
        <LoadingRows what="the legal holds" rows={1} />
      ) : holds.data.length === 0 ? (
        <p className="px-4 pb-4 text-ink-2">
          None. While something is held, nothing of it is deleted: not by rules, not by hand, not by
          removing the database. Single sets are held from the Backups tab.
        </p>
      ) : (
        <ul>
          {holds.data.map((hold) => (
            <li
              key={hold.id}
              className="flex flex-wrap items-start gap-x-4 gap-y-1 border-line border-b px-4 py-3 last:border-b-0"
            >
              <Pill tone={isInForce(hold) ? "warn" : "idle"}>
                {hold.lifted ? "Lifted" : isInForce(hold) ? "Held" : "Over"}
              </Pill>
              <div className="min-w-0 flex-1 basis-72 wrap-anywhere">
                <p className="font-medium">
                  {hold.setId ? (
                    <>
                      Set <span className="font-mono">{hold.setId}</span>
                    </>
                  ) : (
                    "The whole database"
                  )}
                  : {hold.reason}
                </p>
                <p className="text-xs text-ink-3">
                  By {hold.by} on {formatDateTime(hold.since)},{" "}
                  {hold.until ? `until ${formatDate(hold.until)}` : "until it is lifted"}.
                  {hold.lifted
                    ? ` Lifted by ${hold.lifted.by} on ${formatDateTime(hold.lifted.at)}: ${hold.lifted.reason}`
                    : ""}
                </p>
              </div>
              {isInForce(hold) ? (
                <Allowed right="administer">
                  <Button
                    size="small"
                    aria-label={`Lift the hold on ${hold.setId ? `set ${hold.setId}` : "the whole database"}`}
                    onClick={() => setLifting(hold)}
                  >
                    Lift
                  </Button>
                </Allowed>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      <HoldDialog
        databaseId={database.id}
        setId={null}
        name={database.name}
        open={placing}
        close={() => setPlacing(false)}
      />
      {lifting ? <LiftDialog hold={lifting} close={() => setLifting(null)} /> : null}
    </Panel>
  );
}
