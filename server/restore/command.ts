import type { RestorePlan } from "neo4j-backup/catalogue";

const PLAIN = /^[\w./:@%+=,-]+$/;

/** A word as a POSIX shell reads it back. */
export const quoted = (word: string): string =>
  PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** The same restore on the command line. */
export function restoreCommand(
  set: { directory: string },
  plan: Pick<RestorePlan, "reached">,
  target: string,
  replayed = false,
): string {
  const words = ["neo4j-backup", "restore", set.directory, target];
  const point = ["-to-transaction", String(plan.reached.tx)];
  return [...words, ...point, ...(replayed ? ["-replayed"] : [])].map(quoted).join(" ");
}
