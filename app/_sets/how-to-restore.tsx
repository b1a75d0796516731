"use client";
import type { DatabaseDto, SetDto } from "../_trpc/types.ts";
import { CliLine } from "../_ui/cli-line.tsx";
import { Disclosure } from "../_ui/disclosure.tsx";
import { Time } from "../_ui/figures.tsx";
import { formatCount } from "../_ui/format/bytes.ts";

/** Where a Neo4j of the store's version keeps its database. */
function homeOf(storeVersion: string | undefined): string {
  const old = !storeVersion || /^v0\.A\.[0-6]$/.test(storeVersion);
  return old ? '"$NEO4J_HOME/data/graph.db"' : '"$NEO4J_HOME/data/databases/graph.db"';
}

/** The manual steps from a set to a running Neo4j; they need nothing of Holdfast. */
export function HowToRestore({ set, database }: { set: SetDto; database: DatabaseDto }) {
  const version = set.format?.neo4j ?? database.storeVersionFamily ?? "the source's version";
  const storeVersion = set.format?.version ?? database.store?.storeVersion;
  return (
    <Disclosure title="How to restore">
      <ol className="grid list-decimal gap-3 py-3 pr-4 pl-9">
        <li>
          Stop the Neo4j that will take the data, and move its old store directory aside. The backup
          is only read; the source is not touched.
        </li>
        <li className="min-w-0">
          <p className="mb-1.5">Copy the set's store directory into its place:</p>
          <CliLine
            command={`cp -r ${set.directory}/store ${homeOf(storeVersion)}`}
            label={`Command that copies the store of set ${set.id}`}
          />
        </li>
        <li>Make the user that runs Neo4j the owner of the copied files.</li>
        <li>
          Start the Neo4j version that wrote it, {version}. It replays the log by itself, up to
          transaction {set.lastTx === null ? "–" : formatCount(set.lastTx)}
          {set.lastCommitAt ? (
            <>
              , committed <Time at={set.lastCommitAt} exact />
            </>
          ) : null}
          .
        </li>
      </ol>
      <p className="px-4 pb-3 text-xs text-ink-3">
        The same steps are in README.txt beside the store, for the day this console is not there.
      </p>
    </Disclosure>
  );
}
