import type { Tx } from "../db/index.ts";
import { Refusal } from "../refusal.ts";
import { factsOf, sourceOf } from "./facts.ts";
import { decideRetention, rangeOf } from "./policy.ts";
import type { LosingSet, RetentionPolicy } from "./schema.ts";

/** The sets that the rules in force keep and others would let go: what is lost by changing over. */
export async function losingSets(
  tx: Tx,
  database: { id: string; name: string; slug: string },
  next: RetentionPolicy,
  now: Date,
): Promise<LosingSet[]> {
  const { policy } = await sourceOf(tx, database.id);
  const facts = (await factsOf(tx, database.id, now)).map((set) => ({ ...set, inUse: false }));
  const byId = new Map(facts.map((set) => [set.id, set]));
  const gone = new Set(
    decideRetention(facts, policy, now).flatMap(({ id, keep }) => (keep ? [] : [id])),
  );
  return decideRetention(facts, next, now).flatMap(({ id, keep, reasons }) => {
    const set = byId.get(id);
    if (keep || !set || gone.has(id)) return [];
    const { from, to } = rangeOf(set);
    return [
      {
        databaseId: database.id,
        databaseName: database.name,
        databaseSlug: database.slug,
        setId: id,
        startedAt: set.startedAt,
        from: new Date(from),
        to: new Date(to),
        bytes: set.bytes,
        reasons,
      },
    ];
  });
}

/** @throws Refusal when something would go that was not shown to whoever confirmed. */
export function refuseUnseen(losing: LosingSet[], shown: readonly string[]): void {
  const seen = new Set(shown);
  const unseen = losing.filter((set) => !seen.has(set.setId));
  if (unseen.length === 0) return;
  throw new Refusal(
    "conflict",
    `since this was shown, ${unseen.length === 1 ? "a set has" : "sets have"} come to it that would go too: ${unseen.map((set) => set.setId).join(", ")}. Nothing was changed; look again`,
  );
}
