"use client";
import { Popover } from "@base-ui/react/popover";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRef, useState } from "react";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { RunDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { SplitButton } from "../_ui/split-button.tsx";
import { headlineOf, sentence } from "./words.ts";

interface Refusal {
  reason: string;
  run: RunDto | null;
}

/** Starts a backup: incremental where possible by a click, the other kinds by the arrow. A refusal explains itself in place. */
export function BackUpNow({
  database,
  look = "plain",
  named = false,
}: {
  database: { id: string; name: string };
  look?: "plain" | "primary";
  /** In lists: the button's name says which database. */
  named?: boolean;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const anchor = useRef<HTMLSpanElement>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const start = useMutation(
    trpc.runs.start.mutationOptions({
      meta: { quiet: true },
      onError: (error) => setRefusal({ reason: error.message, run: null }),
      onSuccess: (answer) => {
        if (!answer.ok) return setRefusal({ reason: answer.reason, run: answer.run });
        void client.invalidateQueries({ queryKey: trpc.databases.pathKey() });
        void client.invalidateQueries({ queryKey: trpc.runs.pathKey() });
      },
    }),
  );
  const ask = (asked: "auto" | "full" | "incremental") => () =>
    start.mutate({ databaseId: database.id, asked });
  return (
    <span ref={anchor} className="inline-flex">
      <Allowed right="operate">
        <SplitButton
          label="Back up now"
          menuLabel="Choose kind of backup"
          look={look}
          busy={start.isPending}
          onClick={ask("auto")}
          {...(named ? { describes: database.name } : {})}
          entries={[
            {
              label: "Incremental where possible",
              note: "Continues the newest set; makes a full backup if the server no longer has the transactions in between.",
              onSelect: ask("auto"),
            },
            {
              label: "Full",
              note: "Copies the whole store into a new set beside the others.",
              onSelect: ask("full"),
            },
            {
              label: "Incremental only",
              note: "Fails instead of making a full backup.",
              onSelect: ask("incremental"),
            },
          ]}
        />
      </Allowed>
      <RefusalPopover anchor={anchor} refusal={refusal} close={() => setRefusal(null)} />
    </span>
  );
}

function RefusalPopover({
  anchor,
  refusal,
  close,
}: {
  anchor: React.RefObject<HTMLSpanElement | null>;
  refusal: Refusal | null;
  close: () => void;
}) {
  return (
    <Popover.Root open={refusal !== null} onOpenChange={(open) => (open ? undefined : close())}>
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} align="end" sideOffset={6} className="z-30">
          <Popover.Popup className="w-80 max-w-[calc(100vw-32px)] rounded-lg border border-line bg-panel p-4 shadow-pop">
            <Popover.Title className="font-semibold">Not started</Popover.Title>
            <Popover.Description render={<div />} className="mt-1 text-ink-2">
              <p>{sentence(refusal?.reason ?? "")}</p>
              {refusal?.run ? (
                <p className="mt-1">
                  <Link
                    href={`/runs/${refusal.run.id}`}
                    onClick={close}
                    className="text-accent underline underline-offset-2"
                  >
                    See the run in the way
                  </Link>
                  <span className="block text-xs text-ink-3">
                    {headlineOf(refusal.run, Date.now())}
                  </span>
                </p>
              ) : null}
            </Popover.Description>
            <div className="mt-3 flex justify-end">
              <Button size="small" onClick={close}>
                Close
              </Button>
            </div>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
