import { isSound } from "../_restore/set-choice.ts";
import type { Outcome } from "../_runs/outcome.ts";
import type { SetDto, StripDto } from "../_trpc/types.ts";
import { formatBytes, plural } from "../_ui/format/bytes.ts";
import { formatDateTime } from "../_ui/format/time.ts";

/** How a set stands, as shape, colour and words. */
export function setOutcome(set: Pick<SetDto, "state" | "verifyOk" | "check">): Outcome {
  if (set.state === "building") return { tone: "run", label: "Being made" };
  if (set.state === "failed") return { tone: "bad", label: "Failed, nothing restorable" };
  if (set.state === "damaged" || set.verifyOk === false) return { tone: "bad", label: "Damaged" };
  if (set.check?.ok === false) return { tone: "bad", label: "Inconsistent" };
  return { tone: "good", label: "Good" };
}

/** All sets in one sentence. */
export function setsSentence(sets: SetDto[]): string {
  const good = sets.filter(isSound).length;
  const bytes = sets.reduce((sum, set) => sum + set.totalBytes, 0);
  const pinned = sets.filter((set) => set.pinned).length;
  const damaged = sets.filter((set) => set.state === "damaged").length;
  const parts = [plural(good, "good set"), formatBytes(bytes)];
  const inconsistent = sets.filter((set) => set.state === "good" && set.check?.ok === false).length;
  if (damaged > 0) parts.push(`${damaged} damaged`);
  if (inconsistent > 0) parts.push(`${inconsistent} inconsistent`);
  if (pinned > 0) parts.push(`${pinned} pinned`);
  const held = sets.filter((set) => set.hold !== null).length;
  const leaving = sets.filter((set) => set.leaving !== null);
  if (held > 0) parts.push(`${held} held`);
  if (leaving.length > 0) {
    const leavingBytes = leaving.reduce((sum, set) => sum + set.totalBytes, 0);
    parts.push(`${leaving.length} expiring (${formatBytes(leavingBytes)})`);
  }
  return `${parts.join(", ")}. Newest first.`;
}

/** One set as a strip of its own, from just before its base to its end. */
export function stripOfSet(set: SetDto): StripDto {
  const from = set.baseEndAt ?? set.startedAt;
  const to = set.protectedAt ?? set.lastCommitAt ?? set.finishedAt ?? from;
  return {
    from,
    to,
    runs: [],
    sets: [
      {
        id: set.id,
        state: set.state,
        startedAt: set.startedAt,
        baseEndAt: from,
        baseEndTx: set.baseEndTx,
        lastTx: set.lastTx,
        lastCommitAt: set.lastCommitAt,
        protectedAt: set.protectedAt,
        pinned: set.pinned,
        goesAt: set.leaving?.goesAt ?? null,
        verifyOk: set.verifyOk,
        logFiles: set.logFiles.map((file) => ({ ...file, merged: 1 })),
      },
    ],
  };
}

/** A set's time line in words. */
export function rangeSentence(set: SetDto): string {
  const { from, to } = stripOfSet(set);
  const what = set.state === "good" ? "restorable" : "damaged, restorable only in part,";
  return `Set ${set.id}: ${what} from ${formatDateTime(from)} to ${formatDateTime(to)}, ${plural(set.logFiles.length, "log file")}.`;
}

/** Where a set stands among the good ones. */
export type Standing = "only" | "newest" | "older";

/** Where a set stands among all of its database, given newest first. */
export function standingOf(set: SetDto, sets: SetDto[]): Standing {
  const good = sets.filter(isSound);
  if (good.length === 1 && good[0]?.id === set.id) return "only";
  return good[0]?.id === set.id ? "newest" : "older";
}

const LOSS: Record<Standing, string> = {
  only: " This is the only good set: nothing can be restored without it.",
  newest:
    " This is the newest good set: what happened after the set before it cannot be restored any more.",
  older: " The times that only this set restores cannot be restored any more.",
};

/** What deleting a set loses, in words. */
export function lossOf(set: SetDto, standing: Standing): string {
  const what = `The full backup and ${plural(set.logFiles.length, "log file")}, ${formatBytes(set.totalBytes)}`;
  const then = set.state === "good" ? LOSS[standing] : " Nothing restorable is lost.";
  return `${what}, are deleted from disk for good.${then}`;
}

type Rollable = Pick<SetDto, "state" | "check" | "baseEndTx" | "lastTx" | "inUse">;

/** Whether a new set can be made out of this one; the back end looks again. */
export const canRoll = (set: Rollable, standing: Standing): boolean =>
  rollProblem(set, standing) === null;

function rollProblem(set: Rollable, standing: Standing): string | null {
  if (set.state !== "good" || set.check?.ok === false)
    return "Only a good set can be rolled forward.";
  if (standing === "older") return "There is a newer good set, which is the one to roll forward.";
  if (set.lastTx === null || set.lastTx === set.baseEndTx)
    return "Its base already ends with its newest transaction.";
  return set.inUse ? "A run is using it." : null;
}

/** What rolling forward does, or why it cannot be. */
export const rollNoteOf = (set: Rollable, standing: Standing): string =>
  rollProblem(set, standing) ??
  "Makes a new set whose base holds all its transactions, without the server.";
