import type { SetState } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { holdsInForce } from "../databases/index.ts";
import { number, type Tx } from "../db/index.ts";
import { found, Refusal } from "../refusal.ts";
import type { RetentionPolicy, RetentionSource } from "./schema.ts";
import type { Marked } from "./settle.ts";
import { policyOf } from "./stored-policy.ts";

/** What retention knows of a set, without its log files one by one. */
export interface StoredFacts extends Marked {
  bytes: number;
  /** Of which the base. */
  baseBytes: number;
}

const ACTIVE = { in: ["queued", "running"] };
const PULLS = { in: ["auto", "full", "incremental", "follow"] };

/** The sets of a database as the policy looks at them. A run that asks for itself does not stand in its own way. */
export async function factsOf(
  tx: Tx,
  databaseId: string,
  now: Date,
  exceptRun?: string,
): Promise<StoredFacts[]> {
  const others = { state: ACTIVE, ...(exceptRun ? { NOT: { id: exceptRun } } : {}) };
  const rows = await tx.backupSet.findMany({
    where: { databaseId },
    include: { runs: { where: others, select: { id: true }, take: 1 } },
    omit: { check: true, checkFindings: true, verifyFindings: true },
  });
  const logs = await tx.logFile.groupBy({
    by: ["setId"],
    where: { set: { databaseId } },
    _sum: { bytes: true },
  });
  const holds = await tx.legalHold.findMany({
    where: { databaseId, ...holdsInForce(now) },
    select: { setId: true },
  });
  const pulling = await tx.run.count({
    where: { databaseId, state: "running", asked: PULLS, setId: null },
  });
  const logBytes = new Map(logs.map((row) => [row.setId, number(row._sum.bytes ?? 0n)]));
  const isHeld = (id: string) => holds.some(({ setId }) => setId === null || setId === id);
  const facts = rows.map(
    (row): StoredFacts => ({
      id: row.id,
      state: row.state as SetState,
      checkOk: row.checkOk,
      startedAt: row.startedAt,
      baseEndAt: row.baseEndAt,
      protectedAt: row.protectedAt,
      pinned: row.pinned,
      inUse: row.runs.length > 0,
      held: isHeld(row.id),
      discarded: row.leavingBy === "person",
      goesAt: row.goesAt,
      bytes: number(row.baseBytes) + (logBytes.get(row.id) ?? 0),
      baseBytes: number(row.baseBytes),
    }),
  );
  return pulling > 0 ? withNewestInUse(facts) : facts;
}

/** A backup that has not said yet which set it continues may be about to take the newest. */
function withNewestInUse(facts: StoredFacts[]): StoredFacts[] {
  const good = facts.filter((set) => set.state === "good");
  const newest = Math.max(...good.map((set) => set.startedAt.getTime()));
  return facts.map((set) =>
    set.state === "good" && set.startedAt.getTime() === newest ? { ...set, inUse: true } : set,
  );
}

/** The rules in force for a database: its template's, or its own. */
export async function sourceOf(tx: Tx, databaseId: string): Promise<RetentionSource> {
  const row = found(
    await tx.database.findFirst({
      where: { id: databaseId, removedAt: null },
      include: { retentionTemplate: true },
    }),
    "the database",
  );
  const { retentionTemplate: template } = row;
  if (!template) return { policy: policyOf(row), template: null };
  return { policy: policyOf(template), template: { id: template.id, name: template.name } };
}

/** The rules in force for a database. */
export async function retentionOf(ctx: Context, databaseId: string): Promise<RetentionPolicy> {
  return (await sourceOf(ctx.db, databaseId)).policy;
}

/** The rules in force for all databases, by database id. */
export async function retentionOfAll(ctx: Context): Promise<Map<string, RetentionPolicy>> {
  const rows = await ctx.db.database.findMany({
    where: { removedAt: null },
    include: { retentionTemplate: true },
  });
  return new Map(rows.map((row) => [row.id, policyOf(row.retentionTemplate ?? row)]));
}

/** @throws Refusal when what was typed is not the name. */
export function confirmed(typed: string, name: string, what: string): void {
  if (typed !== name) throw new Refusal("invalid", `type the name "${name}" ${what}`);
}
