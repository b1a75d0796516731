import type { RunDto } from "../_trpc/types.ts";
import { CliLine } from "../_ui/cli-line.tsx";
import { formatBytes, formatCount, plural } from "../_ui/format/bytes.ts";
import { Panel } from "../_ui/panel.tsx";
import { storeHome } from "./store-home.ts";
import { aboutSeconds } from "./words.ts";

type Outcome = NonNullable<NonNullable<RunDto["restore"]>["outcome"]>;

/** Where a restore lies, and the steps from there to a running Neo4j. */
export function RestoredPanel({ run, outcome }: { run: RunDto; outcome: Outcome }) {
  const { target, opensWith, replay, isProven, applied } = outcome;
  const home = storeHome(opensWith);
  return (
    <Panel title={`Start ${opensWith} on it`}>
      <p className="mb-3 text-ink-2">
        {isProven
          ? "Every file was compared with its checksum while it was copied."
          : "Not every file had a checksum from when it was written to compare with, so not all bytes are proved: the log of the run names them."}{" "}
        The backup was only read. The directory is yours from now on: Holdfast never changes or
        deletes it.
      </p>
      {applied ? (
        <div className="mb-3">
          <p>
            {plural(applied.transactions, "transaction")}{" "}
            {applied.transactions === 1 ? "is" : "are"} applied to its records already. At its first
            start Neo4j still does this:
          </p>
          <ul className="mt-1 list-disc pl-5 text-ink-2">
            {applied.remaining.map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <ol className="grid list-decimal gap-3 pl-5">
        <li className="min-w-0">
          <p className="mb-1.5">The store lies here, on the machine of the worker:</p>
          <CliLine command={target} label="Directory of the restored store" />
        </li>
        <li>
          Stop the Neo4j that will take the data, and move its old store directory aside. An empty
          installation of {opensWith} is the safest place.
        </li>
        <li className="min-w-0">
          <p className="mb-1.5">Put the restored store in its place:</p>
          <CliLine
            command={`cp -r ${target} ${home}`}
            label="Command that copies the restored store"
          />
        </li>
        <li>Make the user that runs Neo4j the owner of the copied files.</li>
        <li>
          Start it.{" "}
          {replay.transactions > 0
            ? `At its first start it replays ${plural(replay.transactions, "transaction")}, ${formatBytes(replay.bytes)}, by itself: ${aboutSeconds(replay.estimatedSeconds)}.`
            : "It has nothing to replay."}{" "}
          {run.lastTx === null
            ? ""
            : `It then holds everything up to transaction ${formatCount(run.lastTx)}, and nothing after it.`}
        </li>
      </ol>
    </Panel>
  );
}
