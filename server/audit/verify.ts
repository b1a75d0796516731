import type { Context } from "../context.ts";
import { breakIn, type ChainEnd } from "./chain.ts";
import type { ChainState } from "./schema.ts";

const PAGE = 1_000;
const ONLY = { id: 1 };
const EMPTY = { seq: 0n, hash: "", prunedSeq: 0n, prunedHash: "" };

export interface VerifyOptions {
  /** Only this many of the newest; all unless given. */
  newest?: number;
  signal?: AbortSignal | undefined;
}

/** Follows the chain of hashes and says where it breaks: an entry changed, missing, or cut off at the end. */
export async function verifyChain(
  ctx: Pick<Context, "db" | "clock">,
  { newest, signal }: VerifyOptions = {},
): Promise<ChainState> {
  // what is added while this runs is left for the next time
  const head = (await ctx.db.auditHead.findUnique({ where: ONLY })) ?? EMPTY;
  const start = await startOf(ctx, head, newest);
  let end: ChainEnd = start;
  let checked = 0;
  const state = (broken: ChainState["broken"]): ChainState => ({
    ok: broken === null,
    checked,
    fromSeq: Number(start.seq) + 1,
    headSeq: Number(head.seq),
    headHash: head.hash,
    prunedSeq: Number(head.prunedSeq),
    broken,
    checkedAt: ctx.clock.now(),
  });
  while (end.seq < head.seq) {
    signal?.throwIfAborted();
    const entries = await ctx.db.auditEntry.findMany({
      where: { seq: { gt: end.seq, lte: head.seq } },
      orderBy: { seq: "asc" },
      take: PAGE,
    });
    if (entries.length === 0)
      return state({
        seq: Number(head.seq),
        why: `entries ${end.seq + 1n} to ${head.seq}, the newest, are missing`,
      });
    for (const entry of entries) {
      const why = breakIn(entry, end);
      if (why !== null) return state({ seq: Number(entry.seq), why });
      end = entry;
      checked++;
    }
  }
  return end.hash === head.hash
    ? state(null)
    : state({
        seq: Number(head.seq),
        why: "the newest entry is not the one that was written last",
      });
}

async function startOf(
  ctx: Pick<Context, "db">,
  head: typeof EMPTY,
  newest: number | undefined,
): Promise<ChainEnd> {
  const pruned = { seq: head.prunedSeq, hash: head.prunedHash };
  if (newest === undefined || head.seq - BigInt(newest) <= head.prunedSeq) return pruned;
  const seq = head.seq - BigInt(newest);
  const entry = await ctx.db.auditEntry.findUnique({ where: { seq }, select: { hash: true } });
  return entry ? { seq, hash: entry.hash } : pruned;
}

/**
 * Lets go of the entries before a time, the one way to do so: the database refuses any other deletion. The chain goes on
 * from the hash of the last that went.
 * @returns how many went
 */
export async function pruneAudit(ctx: Pick<Context, "db">, before: Date): Promise<number> {
  const [row] = await ctx.db.$queryRaw<{ gone: bigint }[]>`SELECT audit_prune(${before}) AS gone`;
  return Number(row?.gone ?? 0);
}
