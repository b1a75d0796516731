/** What a consistency checker of Neo4j has written into its report, as it words it. */
import { closeSync, existsSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";

/** Said of a node whose index does not know it, or knows another value. */
export const ONLY_AN_INDEX_KNOWS = "This node was not found in the expected index.";

/** The kinds of what was found in a directory, each once; of an endless report those at its beginning. */
export function reportedKinds(directory: string): string[] {
  // from 3.0 on reports are among the logs
  const places = [directory, join(directory, "logs")].filter((place) => existsSync(place));
  const paths = places.flatMap((place) =>
    readdirSync(place)
      .filter((name) => name.startsWith("inconsistencies-"))
      .map((name) => join(place, name)),
  );
  const text = paths.map(headOf).join("\n");
  const kinds = [...text.matchAll(/^(?:ERROR|WARNING): (.*)$/gm)].map(([, words]) => words ?? "");
  return [...new Set(kinds)];
}

/** The report of a damaged store can be endless. */
function headOf(path: string): string {
  const bytes = Buffer.alloc(64 * 1024);
  const file = openSync(path, "r");
  const length = readSync(file, bytes, 0, bytes.length, 0);
  closeSync(file);
  return bytes.toString("utf8", 0, length);
}
