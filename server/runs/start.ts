import type { Context } from "../context.ts";
import { enqueue, type Prisma, runKey, type Tx } from "../db/index.ts";
import { found } from "../refusal.ts";
import { runInclude, toRunDto } from "./dto.ts";
import { restoreTo, runById } from "./queries.ts";
import type { RestoreParams, RunAsked, RunTrigger, StartAnswer } from "./schema.ts";
import { signalRun } from "./signal.ts";
import { ACTIVE } from "./state.ts";
import { nameOfAsked } from "./words.ts";

export interface StartRun {
  databaseId: string;
  asked: RunAsked;
  trigger: RunTrigger;
  setId?: string | null;
  retryOf?: string | null;
  /** Of a restore. */
  restore?: RestoreParams;
  /** The slot of the schedule that starts it. */
  slotAt?: Date;
}

/**
 * Queues a run, unless one is in its way that is queued or running already: an index in Postgres lets only one in,
 * however many clicks arrive at once. A restore only reads, so it goes beside others; but only one may fill a
 * directory. An expiry goes beside others too: it asks anew, under locks, before each set it deletes.
 */
export async function startRun(ctx: Context, input: StartRun): Promise<StartAnswer> {
  for (;;) {
    const id = await insertRun(ctx, input);
    if (id) return { ok: true, run: found(await runById(ctx, id), "the run") };
    const active = await ctx.db.run.findFirst({
      where: { state: { in: ACTIVE }, ...inTheWayOf(input) },
      include: runInclude,
    });
    if (!active) continue; // it ended between the two looks
    const run = toRunDto(active);
    if (run.restore)
      return { ok: false, reason: `a restore to ${run.restore.directory} is under way`, run };
    const what = nameOfAsked(run.asked);
    const reason =
      run.state === "running"
        ? `${what} of ${run.databaseName} is already running: wait for it to end, or cancel it`
        : `${what} of ${run.databaseName} is already waiting for a free worker`;
    return { ok: false, reason, run };
  }
}

const inTheWayOf = ({ databaseId, asked, restore }: StartRun): Prisma.RunWhereInput => {
  if (restore) return restoreTo(restore.directory);
  if (asked === "expire") return { databaseId, asked };
  return { databaseId, asked: { notIn: ["restore", "expire", "follow"] } };
};

const insertRun = (ctx: Context, input: StartRun): Promise<string | null> =>
  ctx.db.$transaction((tx) => queueRun(ctx, tx, input));

/**
 * Queues a run inside the caller's transaction.
 * @returns its id; null when another run is in its way.
 */
export async function queueRun(ctx: Context, tx: Tx, input: StartRun): Promise<string | null> {
  const { restore, ...row } = input;
  const databases = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "Database" WHERE "id" = ${input.databaseId}::uuid AND "removedAt" IS NULL FOR SHARE`;
  found(databases[0], "the database");
  const [run] = await tx.run.createManyAndReturn({
    data: [
      {
        ...row,
        requestedAt: ctx.clock.now(),
        ...(restore ? { params: JSON.parse(JSON.stringify(restore)) } : {}),
      },
    ],
    skipDuplicates: true,
  });
  if (!run) return null;
  await enqueue(tx, "run", { runId: run.id }, runKey(run.id));
  await signalRun(tx, { id: run.id, databaseId: run.databaseId, state: "queued" });
  return run.id;
}
