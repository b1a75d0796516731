import type { SetDto } from "../_trpc/types.ts";
import { formatDateTime } from "../_ui/format/time.ts";

/** Sets that hold something to restore or to read, newest first. */
export const readableSets = (sets: SetDto[]): SetDto[] =>
  sets.filter((set) => set.state === "good" || set.state === "damaged");

/** Bytes as they were written, and no inconsistency found in them. */
export const isSound = (set: Pick<SetDto, "state" | "check" | "verifyOk">): boolean =>
  set.state === "good" && set.verifyOk !== false && set.check?.ok !== false;

/** The set that was asked for, else the newest sound one, else the newest that can be read. */
export function chosenSet(sets: SetDto[], id: string | null): SetDto | null {
  const readable = readableSets(sets);
  if (id !== null) return readable.find((set) => set.id === id) ?? null;
  return readable.find(isSound) ?? readable[0] ?? null;
}

/** A set in a list to choose from. */
export function setLabel(set: SetDto, sets: SetDto[]): string {
  const notes: string[] = [];
  if (sets.find(isSound)?.id === set.id) notes.push("newest good");
  if (set.state === "damaged" || set.verifyOk === false) notes.push("damaged");
  if (set.check?.ok === false) notes.push("inconsistent");
  if (set.pinned) notes.push("pinned");
  return [`Set of ${formatDateTime(set.startedAt)}`, ...notes].join(", ");
}
