"use client";
import { Lock, Pin } from "lucide-react";
import Link from "next/link";
import { SetCheck } from "../_checks/set-check.tsx";
import { restoreHref } from "../_restore/point.ts";
import { sentence } from "../_runs/words.ts";
import type { DatabaseDto, SetDto } from "../_trpc/types.ts";
import { Bytes, Time, Tx } from "../_ui/figures.tsx";
import { plural } from "../_ui/format/bytes.ts";
import { formatDateTime } from "../_ui/format/time.ts";
import { Stats } from "../_ui/panel.tsx";
import { Pill } from "../_ui/pill.tsx";
import { HowToRestore } from "./how-to-restore.tsx";
import { LogFiles } from "./log-files.tsx";
import { SetActions } from "./set-actions.tsx";
import { SetFormat } from "./set-format.tsx";
import { SetStandingLines } from "./set-standing.tsx";
import { SetStrip } from "./set-strip.tsx";
import { Verified } from "./verified.tsx";
import { type Standing, setOutcome } from "./words.ts";

/** One backup set: its time line, its figures, what can be done with it. */
export function SetPanel({
  set,
  database,
  standing,
}: {
  set: SetDto;
  database: DatabaseDto;
  standing: Standing;
}) {
  const outcome = setOutcome(set);
  return (
    <article
      id={set.id}
      aria-label={`Backup set ${set.id}`}
      className="min-w-0 scroll-mt-4 rounded-lg border border-line bg-panel shadow-panel target:border-accent"
    >
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-4 pt-4">
        <div className="min-w-0 flex-1 basis-72 wrap-anywhere">
          <h2 className="flex flex-wrap items-center gap-2 font-semibold">
            Set of {formatDateTime(set.startedAt)}
            <Pill tone={outcome.tone}>{outcome.label}</Pill>
            {set.state === "good" && standing !== "older" ? (
              <span className="text-xs font-normal text-ink-3">newest good</span>
            ) : null}
            {set.hold ? (
              <span className="inline-flex items-center gap-1 text-xs font-medium text-accent">
                <Lock className="size-3" aria-hidden="true" />
                Held
              </span>
            ) : null}
            {set.leaving ? <Pill tone="warn">Expiring</Pill> : null}
            {set.pinned ? (
              <span className="inline-flex items-center gap-1 text-xs font-medium text-accent">
                <Pin className="size-3" aria-hidden="true" />
                Pinned
              </span>
            ) : null}
          </h2>
          <p className="text-xs text-ink-3">
            <span className="font-mono">{set.id}</span>
            {set.inUse ? ", a run is using it" : ""}
          </p>
          {set.pinNote ? <p className="mt-1 text-ink-2">Pinned: {set.pinNote}</p> : null}
          <SetStandingLines set={set} />
          {set.rolledFrom ? (
            <p className="mt-1 text-ink-2">
              Rolled forward out of set <span className="font-mono">{set.rolledFrom}</span>, without
              the server.
            </p>
          ) : null}
          {set.fellBackBecause ? (
            <p className="mt-1 text-warn">
              Made instead of an incremental: {sentence(set.fellBackBecause)}
            </p>
          ) : null}
          {set.verifyFindings.length > 0 ? (
            <ul className="mt-1 text-bad">
              {set.verifyFindings.slice(0, 5).map((finding) => (
                <li key={`${finding.file}-${finding.message}`}>{sentence(finding.message)}</li>
              ))}
            </ul>
          ) : null}
        </div>
        <SetActions set={set} standing={standing} />
      </header>
      {set.state === "good" || set.state === "damaged" ? (
        <div className="px-4 pt-3">
          <SetStrip set={set} />
        </div>
      ) : null}
      {set.state === "failed" || set.state === "building" ? (
        <p className="p-4 pt-2 text-ink-2">
          {set.state === "building"
            ? "Its full backup is under way; it counts once that is complete."
            : "Its full backup never completed and its files were removed. It does not count, and earlier sets are untouched."}
        </p>
      ) : (
        <SetFigures set={set} database={database} />
      )}
    </article>
  );
}

function SetFigures({ set, database }: { set: SetDto; database: DatabaseDto }) {
  const logBytes = set.logFiles.reduce((sum, file) => sum + file.bytes, 0);
  return (
    <div className="p-4">
      <Stats
        stats={[
          {
            name: "Restorable",
            value: (
              <span className="text-sm">
                {set.baseEndAt ? (
                  <Time at={set.baseEndAt} exact className="whitespace-normal" />
                ) : (
                  "nothing"
                )}
              </span>
            ),
            note: set.baseEndAt ? (
              <>
                to{" "}
                <Time
                  at={set.protectedAt ?? set.lastCommitAt ?? set.baseEndAt}
                  exact
                  className="whitespace-normal"
                />
              </>
            ) : (
              "the full backup never completed"
            ),
          },
          {
            name: "Transactions",
            value: (
              <span className="text-sm">
                <Tx first={set.baseEndTx} last={set.lastTx} />
              </span>
            ),
            note: "each one is a restore point",
          },
          {
            name: "Size",
            value: (
              <span className="text-sm">
                <Bytes value={set.totalBytes} />
              </span>
            ),
            note: (
              <>
                base <Bytes value={set.baseBytes} />, {plural(set.logFiles.length, "log file")}{" "}
                <Bytes value={logBytes} />
              </>
            ),
          },
          {
            name: "Verification",
            value: (
              <span className="text-sm">
                <Verified set={set} />
              </span>
            ),
            note: set.verifiedAt ? (
              <Time at={set.verifiedAt} exact className="whitespace-normal" />
            ) : (
              "bytes, continuity of the log"
            ),
          },
        ]}
      />
      <div className="mt-3 grid gap-2">
        <SetCheck set={set} />
        {set.format ? <SetFormat format={set.format} /> : null}
        <LogFiles set={set} />
        {set.state === "good" ? <HowToRestore set={set} database={database} /> : null}
        <p className="flex flex-wrap gap-x-4 gap-y-1">
          <Link
            href={restoreHref(database.slug, { setId: set.id, tx: null })}
            className="text-accent underline underline-offset-2"
          >
            Restore from this set
          </Link>
          <Link
            href={`/databases/${database.slug}/transactions?set=${set.id}`}
            className="text-accent underline underline-offset-2"
          >
            Browse its transactions
          </Link>
        </p>
      </div>
    </div>
  );
}
