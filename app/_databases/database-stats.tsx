"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { isSound } from "../_restore/set-choice.ts";
import { Verified } from "../_sets/verified.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, SetDto } from "../_trpc/types.ts";
import { Bytes, Time } from "../_ui/figures.tsx";
import { formatCount, plural } from "../_ui/format/bytes.ts";
import { Stats } from "../_ui/panel.tsx";
import { Skeleton } from "../_ui/states.tsx";
import { useNow } from "../_ui/use-now.ts";
import { protectionOf } from "./protection.ts";
import { formatTarget, RpoFigure, targetFrom } from "./rpo-figure.tsx";

/** The four figures of a database. */
export function DatabaseStats({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const now = useNow();
  const sets = useQuery(trpc.sets.list.queryOptions({ databaseId: database.id }));
  const newest = sets.data?.find((set) => set.state === "good") ?? null;
  const damaged = sets.data?.filter((set) => set.state === "damaged").length ?? 0;
  const inconsistent =
    sets.data?.filter((set) => set.state === "good" && set.check?.ok === false).length ?? 0;
  const protection = protectionOf(database, now);
  const tone = protection === "warn" || protection === "bad" ? { tone: protection } : {};
  return (
    <Stats
      stats={[
        {
          name: "Would be lost now",
          value: <RpoFigure database={database} className="font-semibold" />,
          note: (
            <>
              of {formatTarget(database.rpo.targetMinutes)} at most, {targetFrom(database.rpo)}
              {database.rpo.unprotectedTransactions ? (
                <span className="text-bad">
                  , {plural(database.rpo.unprotectedTransactions, "transaction")} known to be
                  unprotected
                </span>
              ) : null}
            </>
          ),
          ...tone,
        },
        {
          name: "Newest transaction held",
          value: database.newestTx === null ? "none" : formatCount(database.newestTx),
          note: newest?.lastCommitAt ? (
            <>
              committed <Time at={newest.lastCommitAt} />
            </>
          ) : (
            <>&nbsp;</>
          ),
        },
        {
          name: "Backup sets",
          value: (
            <Link
              href={`/databases/${database.slug}/backups`}
              className="rounded-sm hover:underline"
            >
              {plural(database.goodSetCount, "good set")}
            </Link>
          ),
          note: (
            <>
              <Bytes value={database.totalBytes} from="bases and log files on disk" />
              {damaged > 0 ? <span className="text-bad">, {damaged} damaged</span> : null}
              {inconsistent > 0 ? (
                <span className="text-bad">, {inconsistent} inconsistent</span>
              ) : null}
            </>
          ),
        },
        {
          name: "Newest set",
          value: sets.data ? newestWord(newest) : <Skeleton className="my-1 h-4.5 w-20" />,
          note: newest ? <Verified set={newest} /> : <>&nbsp;</>,
          ...(newest && !isSound(newest) ? { tone: "bad" as const } : {}),
        },
      ]}
    />
  );
}

function newestWord(newest: SetDto | null): string {
  if (!newest) return "none";
  if (newest.verifyOk === false) return "Damaged";
  return newest.check?.ok === false ? "Inconsistent" : "Sound";
}
