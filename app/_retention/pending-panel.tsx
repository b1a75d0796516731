"use client";
import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { Allowed } from "../_people/allowed.tsx";
import type { LosingSet } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { plural } from "../_ui/format/bytes.ts";
import { formatDateTime } from "../_ui/format/time.ts";
import { Mark } from "../_ui/mark.tsx";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, LoadingRows } from "../_ui/states.tsx";
import { LosingTable, losingSentence } from "./losing-table.tsx";

interface PendingProps {
  /** For example `A change of the rules`. */
  what: string;
  /** The rules that wait, in words. */
  words: string;
  by: string;
  at: Date;
  graceDays: number;
  /** What must be typed. */
  name: string;
  withDatabase?: boolean;
  /** Just saved: asks at once. */
  startOpen: boolean;
  busy: boolean;
  refusal: string | null;
  /** @param losing the sets that were shown, by their ids */
  onConfirm: (typed: string, losing: string[]) => void;
  onDrop: () => void;
}

/** A change of rules that waits, with what it would let go; nothing happens before it is confirmed by name. */
export function PendingPanel({
  loss,
  ...pending
}: PendingProps & { loss: UseQueryResult<LosingSet[], { message: string }> }) {
  const what = "what the change would let go";
  if (loss.data && !loss.error) return <Waiting losing={loss.data} {...pending} />;
  return (
    <Panel flush>
      {loss.error ? (
        <ErrorState what={what} error={loss.error} onRetry={() => void loss.refetch()} />
      ) : (
        <LoadingRows what={what} rows={2} />
      )}
    </Panel>
  );
}

function Waiting({
  what,
  words,
  by,
  at,
  losing,
  graceDays,
  name,
  withDatabase = false,
  startOpen,
  busy,
  refusal,
  onConfirm,
  onDrop,
}: PendingProps & { losing: LosingSet[] }) {
  const [open, setOpen] = useState(startOpen);
  const grace =
    graceDays === 0
      ? "The grace period is set to none, so their files are deleted at once."
      : `They stay restorable for ${plural(graceDays, "day")} and can be brought back; then their files are deleted.`;
  return (
    <Panel title={`${what} waits for your word`} flush className="border-warn">
      <div className="grid gap-1 px-4 pb-3">
        <p className="font-medium text-warn">
          <Mark tone="warn" className="mr-1.5" />
          {losing.length === 0 ? "It would let nothing go any more." : `${losingSentence(losing)}.`}
        </p>
        <p className="text-ink-2">
          Saved by {by} on {formatDateTime(at)}: {words} Until it is confirmed, the rules in force
          stay as they are and nothing goes by it.
        </p>
      </div>
      {losing.length > 0 ? <LosingTable losing={losing} withDatabase={withDatabase} /> : null}
      <div className="flex flex-wrap gap-2 p-4">
        <Allowed right="administer">
          <Button look="danger" onClick={() => setOpen(true)}>
            Confirm the change
          </Button>
        </Allowed>
        <Allowed right="administer">
          <Button onClick={onDrop} busy={busy}>
            Drop the change
          </Button>
        </Allowed>
      </div>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={losing.length === 0 ? "Confirm the change?" : "Let these backup sets go?"}
        description={`${losing.length === 0 ? "Nothing goes by it now" : losingSentence(losing)}. ${grace}`}
        typed={name}
        action="Confirm the change"
        busy={busy}
        refusal={refusal}
        onConfirm={(typed) =>
          onConfirm(
            typed,
            losing.map((set) => set.setId),
          )
        }
      >
        {losing.length > 0 ? (
          <ul className="max-h-48 overflow-y-auto text-sm">
            {losing.map((set) => (
              <li key={set.setId} className="flex justify-between gap-4 py-0.5">
                <span>
                  {withDatabase ? `${set.databaseName}: ` : ""}
                  {formatDateTime(set.startedAt)}
                </span>
                <span className="font-mono text-xs text-ink-3">{set.setId}</span>
              </li>
            ))}
          </ul>
        ) : null}
      </ConfirmDialog>
    </Panel>
  );
}
