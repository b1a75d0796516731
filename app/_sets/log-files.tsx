"use client";
import Link from "next/link";
import { useState } from "react";
import type { SetDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Disclosure } from "../_ui/disclosure.tsx";
import { Bytes, Time, Tx } from "../_ui/figures.tsx";
import { formatCount, plural } from "../_ui/format/bytes.ts";
import { Table, Td, Th } from "../_ui/table.tsx";

const STEP = 50;

/** The log files of a set, newest first, folded away. */
export function LogFiles({ set }: { set: SetDto }) {
  const [shown, setShown] = useState(STEP);
  const files = [...set.logFiles].sort((a, b) => b.version - a.version);
  return (
    <Disclosure title={plural(files.length, "log file")}>
      {files.length === 0 ? (
        <p className="px-4 py-3 text-ink-2">
          None: the base alone. Each incremental with new transactions adds one.
        </p>
      ) : (
        <>
          <Table label={`Log files of set ${set.id}`}>
            <thead>
              <tr>
                <Th>File</Th>
                <Th numeric>Transactions</Th>
                <Th>Ids</Th>
                <Th>First commit</Th>
                <Th>Last commit</Th>
                <Th numeric>Size</Th>
                <Th>Run</Th>
              </tr>
            </thead>
            <tbody>
              {files.slice(0, shown).map((file) => (
                <tr key={file.name}>
                  <Td>
                    <span className="font-mono text-code whitespace-nowrap">{file.name}</span>
                    <div className="font-mono text-xs text-ink-3" title={`SHA-256 ${file.sha256}`}>
                      {file.sha256.slice(0, 12)}…
                    </div>
                  </Td>
                  <Td numeric>{formatCount(file.transactions)}</Td>
                  <Td>
                    <Tx first={file.firstTx} last={file.lastTx} />
                  </Td>
                  <Td>
                    {file.firstCommitAt ? <Time at={file.firstCommitAt} exact stop={false} /> : "–"}
                  </Td>
                  <Td>
                    {file.lastCommitAt ? <Time at={file.lastCommitAt} exact stop={false} /> : "–"}
                  </Td>
                  <Td numeric>
                    <Bytes value={file.bytes} stop={false} />
                  </Td>
                  <Td>
                    {file.runId ? (
                      <Link
                        href={`/runs/${file.runId}`}
                        className="text-accent underline underline-offset-2"
                        aria-label={`Run that wrote ${file.name}`}
                      >
                        Run
                      </Link>
                    ) : (
                      "–"
                    )}
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
          {files.length > shown ? (
            <div className="border-line border-t p-2 text-center">
              <Button size="small" onClick={() => setShown(shown + STEP)}>
                Show older log files
              </Button>
            </div>
          ) : null}
        </>
      )}
    </Disclosure>
  );
}
