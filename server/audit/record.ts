import type { Actor } from "../actor.ts";
import type { Context } from "../context.ts";
import { log } from "../log.ts";
import { hashOf } from "./chain.ts";
import { difference, jsonOf } from "./redact.ts";
import type { About, Outcome, Who } from "./schema.ts";

const LONGEST_NAME = 300;
const LONGEST_REASON = 1_000;
const ONLY = 1;

export interface Act {
  /** In the form of a procedure's path: `people.sign-in`, `retention.expired`. */
  act: string;
  outcome?: Outcome;
  about?: About | null;
  /** Snapshots; only what differs is kept, without secrets. */
  before?: unknown;
  after?: unknown;
  reason?: string | null;
  /** Who it was, when that is not the context's actor: a failed sign-in, a command. */
  who?: Who;
  address?: string | null;
}

const NOBODY: Who = { kind: "nobody", id: null, name: "not signed in" };

/** Who an actor is, as entries say it. */
export function whoOf(actor: Actor | null): Who {
  if (actor === null) return NOBODY;
  if (actor.kind === "system") return { kind: "system", id: null, name: actor.name };
  return { kind: "person", id: actor.userId, name: `${actor.name} (${actor.email})` };
}

/** Text from outside on one line: control characters would forge lines in exports and logs. */
const oneLine = (text: string, longest: number): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").slice(0, longest);

/**
 * Adds an entry to the audit, after all that are there. Waits for entries that are being added.
 * @throws when it could not be added: an act that leaves no trace must not pass for done
 */
export async function record(
  ctx: Pick<Context, "db" | "clock" | "actor" | "address">,
  act: Act,
): Promise<void> {
  const who = act.who ?? whoOf(ctx.actor);
  const known = ctx.actor?.kind === "person" ? ctx.actor.address : ctx.address;
  const address = act.address ?? (act.who === undefined ? known : null) ?? null;
  const { before, after } = difference(act.before ?? null, act.after ?? null);
  const entry = {
    whoKind: who.kind,
    whoId: who.id,
    whoName: oneLine(who.name, LONGEST_NAME),
    address: address === null ? null : oneLine(address, LONGEST_NAME),
    act: oneLine(act.act, LONGEST_NAME),
    aboutKind: act.about?.kind ?? null,
    aboutId: act.about ? oneLine(act.about.id, LONGEST_NAME) : null,
    aboutName: act.about?.name ? oneLine(act.about.name, LONGEST_NAME) : null,
    outcome: act.outcome ?? "ok",
    reason: act.reason ? oneLine(act.reason, LONGEST_REASON) : null,
    before: jsonOf(before),
    after: jsonOf(after),
  };
  const { seq, hash } = await ctx.db.$transaction(async (tx) => {
    const [head] = await tx.$queryRaw<{ seq: bigint; hash: string }[]>`
      SELECT "seq", "hash" FROM "AuditHead" WHERE "id" = ${ONLY} FOR UPDATE`;
    if (!head)
      throw new Error("the head of the audit is missing: the migrations were not applied whole");
    const whole = { ...entry, seq: head.seq + 1n, at: ctx.clock.now() };
    const hash = hashOf(whole, head.hash);
    await tx.auditEntry.create({ data: { ...whole, previous: head.hash, hash } });
    await tx.auditHead.update({ where: { id: ONLY }, data: { seq: whole.seq, hash } });
    return { seq: whole.seq, hash };
  });
  // whoever gathers the logs elsewhere can prove later that no entry was changed
  log.info("audit", { seq: Number(seq), act: entry.act, outcome: entry.outcome, hash });
}
