"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { MoreHorizontal } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Allowed } from "../_people/allowed.tsx";
import { useMay } from "../_people/use-may.ts";
import { HoldDialog } from "../_retention/hold-dialogs.tsx";
import { sentence } from "../_runs/words.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { SetDto, StartAnswer } from "../_trpc/types.ts";
import { Button, buttonStyle } from "../_ui/button.tsx";
import { Menu } from "../_ui/menu.tsx";
import { DeleteSetDialog } from "./delete-set-dialog.tsx";
import { PinDialog } from "./pin-dialog.tsx";
import { RollForwardDialog } from "./roll-forward-dialog.tsx";
import { canRoll, rollNoteOf, type Standing } from "./words.ts";

/** Verify, pin, delete. What was started or refused is said beside the buttons. */
export function SetActions({ set, standing }: { set: SetDto; standing: Standing }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const operate = useMay("operate");
  const administer = useMay("administer");
  const [dialog, setDialog] = useState<"pin" | "delete" | "hold" | "roll" | null>(null);
  const refresh = () => void client.invalidateQueries({ queryKey: trpc.sets.pathKey() });
  const verify = useMutation(
    trpc.sets.verify.mutationOptions({ meta: { quiet: true }, onSettled: refresh }),
  );
  const unpin = useMutation(trpc.sets.unpin.mutationOptions({ onSettled: refresh }));
  const close = () => setDialog(null);
  return (
    <div className="flex flex-col items-end gap-1">
      <div className="flex items-center gap-2">
        <Allowed right="operate">
          <Button
            busy={verify.isPending}
            disabled={set.state === "building" || set.state === "failed"}
            aria-label={`Verify now: set ${set.id}`}
            onClick={() => verify.mutate({ id: set.id })}
          >
            Verify now
          </Button>
        </Allowed>
        {set.pinned ? (
          <Allowed right="operate">
            <Button
              busy={unpin.isPending}
              aria-label={`Unpin: set ${set.id}`}
              onClick={() => unpin.mutate({ id: set.id })}
            >
              Unpin
            </Button>
          </Allowed>
        ) : (
          <Allowed right="operate">
            <Button
              disabled={set.state === "failed"}
              aria-label={`Pin: set ${set.id}`}
              onClick={() => setDialog("pin")}
            >
              Pin
            </Button>
          </Allowed>
        )}
        <Menu
          trigger={
            <button
              type="button"
              aria-label={`More for set ${set.id}`}
              className={buttonStyle({ size: "icon" })}
            >
              <MoreHorizontal className="size-4" aria-hidden="true" />
            </button>
          }
          entries={[
            {
              label: "Roll forward",
              note: operate.why ?? rollNoteOf(set, standing),
              disabled: !operate.may || !canRoll(set, standing),
              onSelect: () => setDialog("roll"),
            },
            {
              label: "Place a legal hold",
              note: administer.why
                ? administer.why
                : set.hold
                  ? "It is held already. Holds are lifted in the Retention tab."
                  : "Nothing deletes it until an administrator lifts the hold.",
              disabled: !administer.may || set.hold !== null || set.state === "failed",
              onSelect: () => setDialog("hold"),
            },
            {
              label: set.leaving ? "Delete set now" : "Delete set",
              note:
                administer.why ??
                keptBy(set) ??
                "Deletes its files from disk, after a typed confirmation.",
              danger: true,
              disabled: !administer.may || keptBy(set) !== null,
              onSelect: () => setDialog("delete"),
            },
          ]}
        />
      </div>
      <Started answer={verify.data} error={verify.error} />
      <PinDialog set={set} open={dialog === "pin"} close={close} />
      <HoldDialog
        databaseId={set.databaseId}
        setId={set.id}
        name={`set ${set.id}`}
        open={dialog === "hold"}
        close={close}
      />
      <RollForwardDialog set={set} open={dialog === "roll"} close={close} />
      <DeleteSetDialog set={set} standing={standing} open={dialog === "delete"} close={close} />
    </div>
  );
}

/** Why a set cannot be deleted; null when it can. */
function keptBy(set: SetDto): string | null {
  if (set.hold) return "It is under legal hold. Lift that in the Retention tab first.";
  if (set.pinned) return "Pinned sets are not deleted. Unpin it first.";
  return set.inUse ? "A run is using it." : null;
}

function Started({
  answer,
  error,
}: {
  answer: StartAnswer | undefined;
  error: { message: string } | null;
}) {
  if (error) {
    return (
      <p role="alert" className="max-w-80 text-right text-xs text-bad">
        Not started. {sentence(error.message)}
      </p>
    );
  }
  if (!answer) return null;
  return (
    <p role="status" className="max-w-80 text-right text-xs text-ink-2">
      {answer.ok ? "Verification asked for." : sentence(answer.reason)}{" "}
      {answer.run ? (
        <Link href={`/runs/${answer.run.id}`} className="text-accent underline underline-offset-2">
          See the run
        </Link>
      ) : null}
    </p>
  );
}
