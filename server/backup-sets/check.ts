import type { Context } from "../context.ts";
import { found } from "../refusal.ts";
import type { CheckFinding } from "./schema.ts";

/** Findings that come with the set itself; the others are asked for. */
const FIRST_FINDINGS = 200;

/** What a consistency check found in a set, as the engine says it. */
export interface CheckRecord {
  ok: boolean;
  /** Milliseconds since the epoch. */
  checkedAt: number;
  /** The transaction up to which the logs were applied for it. */
  lastTx: number;
  checked: string[];
  notChecked: string[];
  totals: Readonly<Record<string, number | undefined>>;
  findings: readonly CheckFinding[];
}

/** What the check column holds. */
export interface StoredCheck {
  checked: string[];
  notChecked: string[];
  totals: Record<string, number>;
  findings: CheckFinding[];
}

/** Stores what a consistency check said. The set's bytes are what they were: its state is another matter. */
export async function recordCheck(ctx: Context, id: string, record: CheckRecord): Promise<void> {
  const findings = record.findings.map((finding) => ({ ...finding }));
  const totals = Object.fromEntries(
    Object.entries(record.totals).flatMap(([kind, count]) => (count ? [[kind, count]] : [])),
  );
  const { checked, notChecked } = record;
  const check: StoredCheck = {
    checked,
    notChecked,
    totals,
    findings: findings.slice(0, FIRST_FINDINGS),
  };
  await ctx.db.backupSet.updateMany({
    where: { id },
    data: {
      checkOk: record.ok,
      checkedAt: new Date(record.checkedAt),
      checkLastTx: BigInt(record.lastTx),
      check: JSON.parse(JSON.stringify(check)),
      checkFindings: JSON.parse(JSON.stringify(findings)),
    },
  });
}

/** All findings of the last consistency check that were kept. */
export async function findingsOf(ctx: Context, id: string): Promise<CheckFinding[]> {
  const row = await ctx.db.backupSet.findUnique({
    where: { id },
    select: { checkFindings: true },
  });
  return found(row, "the backup set").checkFindings as unknown as CheckFinding[];
}

/** Notes how large the index of a set's transactions is. */
export async function recordIndex(ctx: Context, id: string, bytes: number): Promise<void> {
  await ctx.db.backupSet.updateMany({ where: { id }, data: { indexBytes: BigInt(bytes) } });
}
