import type { Context } from "../context.ts";
import { type AlarmKind, KINDS, type Severity, worstOf } from "./catalogue.ts";
import { linkTo, type Message, oneLine } from "./message.ts";
import { readPolicy } from "./policy.ts";
import { digestSlot } from "./quiet-hours.ts";

const DAY_MILLIS = 86_400_000;
const MOST_NAMED = 15;

/** What a digest tells. */
export interface DigestFacts {
  days: number;
  databases: number;
  /** Databases with a good backup within the time. */
  protectedLately: number;
  succeeded: number;
  failed: number;
  open: { sentence: string; databaseName: string | null; kind: AlarmKind; severity: Severity }[];
  raised: number;
  resolved: number;
}

const count = (value: number, one: string, many = `${one}s`): string =>
  `${value} ${value === 1 ? one : many}`;

/** The digest's message: the worst first, then what is good as well. */
export function digestMessage(
  facts: DigestFacts,
  options: { origin: string | null; at: Date },
): Message {
  const { open } = facts;
  const span = facts.days === 1 ? "the last day" : `the last ${facts.days} days`;
  const subject =
    open.length > 0
      ? `Digest: ${count(open.length, "alarm")} open`
      : `Digest: no alarm is open, ${facts.protectedLately} of ${count(facts.databases, "database")} backed up in ${span}`;
  const lines = open
    .slice(0, MOST_NAMED)
    .map((one) =>
      oneLine(
        `${KINDS[one.kind].name}: ${one.databaseName ? `${one.databaseName}: ` : ""}${one.sentence}`,
      ),
    );
  if (open.length > MOST_NAMED) lines.push(`And ${open.length - MOST_NAMED} more.`);
  lines.push(
    `In ${span}: ${count(facts.succeeded, "backup")} succeeded, ${facts.failed} failed; ${count(facts.raised, "alarm was", "alarms were")} raised, ${facts.resolved} resolved.`,
    `${facts.protectedLately} of ${count(facts.databases, "database")} got a good backup in ${span}.`,
  );
  return {
    event: "digest",
    severity: worstOf(open.map((one) => one.severity)) ?? "info",
    kind: "digest",
    database: "",
    subject,
    lines,
    safe: "",
    advice: "",
    link: linkTo(options.origin, open.length > 0 ? "/alarms" : "/"),
    links: [],
    at: options.at.toISOString(),
    count: open.length,
  };
}

/** Writes the digest once its time has come, once however many workers look. @returns how many channels get it */
export async function putDigest(ctx: Context, options: { origin: string | null }): Promise<number> {
  const policy = await readPolicy(ctx);
  const { digest, digestAt, digestDay, digestChannelIds, zone } = policy;
  if (digest === "off" || digestChannelIds.length === 0) return 0;
  const now = ctx.clock.now();
  const slot = digestSlot({ every: digest, at: digestAt, day: digestDay, zone }, now);
  const row = await ctx.db.alarmPolicy.findUnique({
    where: { id: 1 },
    select: { digestSlot: true },
  });
  if (row?.digestSlot && row.digestSlot >= slot) return 0;
  const days = digest === "daily" ? 1 : 7;
  // what was switched on only now begins with the next slot
  const isFirst = row?.digestSlot === null;
  const message = isFirst
    ? null
    : digestMessage(await digestFacts(ctx, days), { origin: options.origin, at: now });
  return await ctx.db.$transaction(async (tx) => {
    const { count: taken } = await tx.alarmPolicy.updateMany({
      where: { id: 1, digestSlot: row?.digestSlot ?? null },
      data: { digestSlot: slot },
    });
    if (taken === 0 || !message) return 0;
    const { count: written } = await tx.alarmDelivery.createMany({
      data: digestChannelIds.map((channelId) => ({
        lane: channelId,
        channelId,
        what: "digest",
        onceKey: `digest:${channelId}:${slot.toISOString()}`,
        message: { ...message },
        createdAt: now,
        notBefore: now,
      })),
      skipDuplicates: true,
    });
    return written;
  });
}

async function digestFacts(ctx: Context, days: number): Promise<DigestFacts> {
  const since = new Date(ctx.clock.now().getTime() - days * DAY_MILLIS);
  const [runs, open, raised, resolved, databases] = await Promise.all([
    ctx.db.run.groupBy({
      by: ["state", "databaseId"],
      where: {
        finishedAt: { gte: since },
        asked: { in: ["auto", "full", "incremental"] },
        state: { in: ["succeeded", "failed"] },
      },
      _count: true,
    }),
    ctx.db.alarm.findMany({
      where: { NOT: { openKey: null } },
      include: { database: { select: { name: true } } },
      orderBy: { raisedAt: "asc" },
    }),
    ctx.db.alarm.count({ where: { raisedAt: { gte: since } } }),
    ctx.db.alarm.count({ where: { resolvedAt: { gte: since } } }),
    ctx.db.database.findMany({ where: { removedAt: null }, select: { id: true } }),
  ]);
  const sum = (state: string): number =>
    runs.filter((row) => row.state === state).reduce((total, row) => total + row._count, 0);
  const good = new Set(
    runs.filter((row) => row.state === "succeeded").map((row) => row.databaseId),
  );
  return {
    days,
    databases: databases.length,
    protectedLately: databases.filter((row) => good.has(row.id)).length,
    succeeded: sum("succeeded"),
    failed: sum("failed"),
    open: open
      .map((row) => ({
        sentence: row.sentence,
        databaseName: row.database?.name ?? null,
        kind: row.kind as AlarmKind,
        severity: row.severity as Severity,
      }))
      .sort((a, b) => Number(b.severity === "critical") - Number(a.severity === "critical")),
    raised,
    resolved,
  };
}
