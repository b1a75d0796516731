import type { LostChanges, RestoreLoss } from "../_trpc/types.ts";
import { plural } from "../_ui/format/bytes.ts";
import { formatDuration } from "../_ui/format/duration.ts";

/** What happened to nodes, relationships and properties in one way: "3,310 nodes, 9,204 relationships". */
export function lostOf(
  loss: Pick<RestoreLoss, "nodes" | "relationships" | "properties">,
  operation: keyof LostChanges,
): string {
  const parts = [
    [loss.nodes[operation], "node", "nodes"],
    [loss.relationships[operation], "relationship", "relationships"],
    [loss.properties[operation], "property", "properties"],
  ] as const;
  const said = parts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => plural(count, one, many));
  return said.length === 0 ? "nothing" : said.join(", ");
}

/** An estimate in whole units: "about 3 min", "a moment". */
export function aboutSeconds(seconds: number): string {
  if (seconds < 2) return "a moment";
  if (seconds < 60) return `about ${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `about ${Math.ceil(seconds / 60)} min`;
  return `about ${formatDuration(seconds * 1000)}`;
}

const DIRECTORY = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

/** Why a name cannot be a directory below the restore root; the back end checks the same again. */
export function directoryProblemOf(name: string): string | null {
  return DIRECTORY.test(name)
    ? null
    : "Letters, digits, dashes and underscores, at most 100, beginning with a letter or digit";
}
