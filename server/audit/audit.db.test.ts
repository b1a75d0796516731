import { beforeEach, expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { auditCsv, auditJson } from "./export.ts";
import { auditChoices, listAudit } from "./list.ts";
import { type Act, record } from "./record.ts";
import { filterInput } from "./schema.ts";
import { pruneAudit, verifyChain } from "./verify.ts";

const ctx = testContext();
const person = {
  kind: "person" as const,
  userId: "u1",
  name: "Ada",
  email: "ada@example.org",
  role: "administrator" as const,
  sessionId: "s1",
  address: "192.0.2.7",
};
const asAda = () => ({ ...ctx, actor: person });

/** Past the trigger, as somebody does who owns the database and means harm. */
async function tamper(sql: string): Promise<void> {
  await ctx.db.$executeRawUnsafe(`ALTER TABLE "AuditEntry" DISABLE TRIGGER ALL`);
  await ctx.db.$executeRawUnsafe(sql);
  await ctx.db.$executeRawUnsafe(`ALTER TABLE "AuditEntry" ENABLE TRIGGER ALL`);
}

beforeEach(async () => {
  await tamper(`DELETE FROM "AuditEntry"`);
  await ctx.db.auditHead.update({
    where: { id: 1 },
    data: { seq: 0, hash: "", prunedSeq: 0, prunedHash: "" },
  });
});

const add = async (acts: (Partial<Act> & { act: string })[]): Promise<void> => {
  for (const act of acts) await record(asAda(), act);
};

test("an entry says who did what to which thing, from where, and what changed", async () => {
  await record(asAda(), {
    act: "databases.edit",
    about: { kind: "database", id: "d1", name: "Orders" },
    before: { host: "a", port: 1, password: "x" },
    after: { host: "b", port: 1, password: "y" },
  });
  const { entries } = await listAudit(ctx, {});
  expect(entries).toMatchObject([
    {
      seq: 1,
      who: { kind: "person", id: "u1", name: "Ada (ada@example.org)" },
      address: "192.0.2.7",
      act: "databases.edit",
      about: { kind: "database", id: "d1", name: "Orders" },
      outcome: "ok",
      before: { host: "a", password: "[hidden]" },
      after: { host: "b", password: "[hidden]" },
    },
  ]);
});

test("nobody and Holdfast itself are told apart from people, and a caller can say who it was", async () => {
  await record({ ...ctx, actor: null }, { act: "a" });
  await record({ ...ctx, actor: { kind: "system", name: "worker" } }, { act: "b" });
  await record(ctx, {
    act: "c",
    who: { kind: "nobody", id: null, name: "eve@example.org" },
    address: "203.0.113.9",
  });
  const { entries } = await listAudit(ctx, {});
  expect(entries.map(({ who, address }) => [who.kind, who.name, address])).toEqual([
    ["nobody", "eve@example.org", "203.0.113.9"],
    ["system", "worker", null],
    ["nobody", "not signed in", null],
  ]);
});

test("names with line breaks and control characters stay on one line", async () => {
  await record(ctx, {
    act: "people.sign-in",
    who: { kind: "nobody", id: null, name: "eve\r\ninfo audit seq=9\u001b[2K\u2028x" },
    reason: "a\nb",
  });
  const { entries } = await listAudit(ctx, {});
  expect(entries[0]?.who.name).toBe("eve info audit seq=9 [2K x");
  expect(entries[0]?.reason).toBe("a b");
});

test("entries are only ever added: the database refuses everything else", async () => {
  await add([{ act: "a" }]);
  const refused = /only ever added/;
  await expect(ctx.db.auditEntry.updateMany({ data: { act: "b" } })).rejects.toThrow(refused);
  await expect(ctx.db.auditEntry.deleteMany()).rejects.toThrow(refused);
  await expect(ctx.db.$executeRaw`TRUNCATE "AuditEntry"`).rejects.toThrow(refused);
  expect((await listAudit(ctx, {})).entries[0]?.act).toBe("a");
});

test("entries added at once get consecutive numbers and one chain", async () => {
  await Promise.all(Array.from({ length: 25 }, (_, i) => record(asAda(), { act: `act-${i}` })));
  expect(await verifyChain(ctx)).toMatchObject({ ok: true, checked: 25, headSeq: 25, fromSeq: 1 });
});

test.each([
  ["a changed name", `UPDATE "AuditEntry" SET "whoName" = 'Eve' WHERE "seq" = 3`, 3, /changed/],
  [
    "a changed outcome",
    `UPDATE "AuditEntry" SET "outcome" = 'refused' WHERE "seq" = 5`,
    5,
    /changed/,
  ],
  [
    "a changed time",
    `UPDATE "AuditEntry" SET "at" = "at" - interval '1 ms' WHERE "seq" = 1`,
    1,
    /changed/,
  ],
  ["a changed diff", `UPDATE "AuditEntry" SET "after" = '{"n":99}' WHERE "seq" = 2`, 2, /changed/],
  ["an entry taken out", `DELETE FROM "AuditEntry" WHERE "seq" = 4`, 5, /entry 4 is missing/],
  [
    "the first taken out",
    `DELETE FROM "AuditEntry" WHERE "seq" < 3`,
    3,
    /entries 1 to 2 are missing/,
  ],
  [
    "the newest cut off",
    `DELETE FROM "AuditEntry" WHERE "seq" > 4`,
    6,
    /5 to 6, the newest, are missing/,
  ],
  [
    "an entry put in anew",
    `UPDATE "AuditEntry" SET "hash" = repeat('0', 64) WHERE "seq" = 3`,
    3,
    /changed/,
  ],
])("%s shows in the chain", async (_what, sql, seq, why) => {
  await add(Array.from({ length: 6 }, (_, n) => ({ act: "count", after: { n } })));
  expect(await verifyChain(ctx)).toMatchObject({ ok: true, checked: 6 });
  await tamper(sql);
  const state = await verifyChain(ctx);
  expect(state.ok).toBe(false);
  expect(state.broken?.seq).toBe(seq);
  expect(state.broken?.why).toMatch(why);
});

test("the newest entries can be looked at alone", async () => {
  await add(Array.from({ length: 6 }, () => ({ act: "count" })));
  await tamper(`UPDATE "AuditEntry" SET "act" = 'x' WHERE "seq" = 1`);
  expect(await verifyChain(ctx, { newest: 3 })).toMatchObject({ ok: true, checked: 3, fromSeq: 4 });
  expect(await verifyChain(ctx, { newest: 100 })).toMatchObject({ ok: false });
});

test("retention lets the oldest go and the chain still holds", async () => {
  const now = Date.now();
  for (let day = 5; day >= 0; day--)
    await record(
      { ...asAda(), clock: { now: () => new Date(now - day * 86_400_000) } },
      { act: `day-${day}` },
    );
  expect(await pruneAudit(ctx, new Date(now - 2.5 * 86_400_000))).toBe(3);
  expect((await listAudit(ctx, {})).entries.map(({ act }) => act)).toEqual([
    "day-0",
    "day-1",
    "day-2",
  ]);
  expect(await verifyChain(ctx)).toMatchObject({ ok: true, checked: 3, prunedSeq: 3, fromSeq: 4 });
  expect(await pruneAudit(ctx, new Date(0))).toBe(0);
  await expect(ctx.db.auditEntry.deleteMany()).rejects.toThrow(/only ever added/);
});

test("pages follow one another without gap or overlap, and the filter holds on each", async () => {
  await add(Array.from({ length: 120 }, (_, i) => ({ act: i % 2 ? "odd" : "even" })));
  const seen: number[] = [];
  let cursor: number | null = null;
  do {
    const page = await listAudit(ctx, { act: "even", ...(cursor ? { cursor } : {}) });
    seen.push(...page.entries.map(({ seq }) => seq));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => 119 - i * 2));
});

test("entries are found by who, act, thing, outcome and time", async () => {
  await add([
    { act: "databases.add", about: { kind: "database", id: "d1", name: "Orders" } },
    {
      act: "runs.start",
      about: { kind: "database", id: "d2", name: "Ledger" },
      outcome: "refused",
    },
  ]);
  await record({ ...ctx, actor: null }, { act: "people.sign-in", outcome: "failed" });
  const acts = async (filter: Record<string, unknown>) =>
    (await listAudit(ctx, filterInput.parse(filter))).entries.map(({ act }) => act);
  expect(await acts({ who: "u1" })).toEqual(["runs.start", "databases.add"]);
  expect(await acts({ who: "not signed in" })).toEqual(["people.sign-in"]);
  expect(await acts({ about: "Ord" })).toEqual(["databases.add"]);
  expect(await acts({ about: "d2" })).toEqual(["runs.start"]);
  expect(await acts({ about: "%" })).toEqual([]);
  expect(await acts({ outcome: "failed" })).toEqual(["people.sign-in"]);
  expect(await acts({ from: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
  expect(await acts({ to: new Date(Date.now() + 60_000).toISOString() })).toHaveLength(3);
  expect(await auditChoices(ctx)).toEqual({
    people: [
      { value: "u1", name: "Ada (ada@example.org)" },
      { value: "not signed in", name: "not signed in" },
    ],
    acts: ["databases.add", "people.sign-in", "runs.start"],
    kinds: ["database"],
  });
});

test("the export holds what is filtered, and no cell is a formula", async () => {
  await add([
    {
      act: "databases.add",
      about: { kind: "database", id: "d1", name: "=HYPERLINK(1)" },
      after: { a: 1 },
    },
    { act: "other" },
  ]);
  let csv = "";
  for await (const piece of auditCsv(ctx, { act: "databases.add" })) csv += piece;
  const lines = csv.trimEnd().split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(`"'=HYPERLINK(1)"`);
  expect(lines[1]).toContain(`"{""a"":1}"`);
  let json = "";
  for await (const piece of auditJson(ctx, {})) json += piece;
  expect(JSON.parse(json).map(({ act }: { act: string }) => act)).toEqual([
    "other",
    "databases.add",
  ]);
});

test("every filter is answered from an index, however many entries there are", async () => {
  await tamper(`INSERT INTO "AuditEntry" ("seq","at","whoKind","whoId","whoName","act","aboutKind","aboutId","aboutName","outcome","previous","hash")
    SELECT n, now() - (50000 - n) * interval '1 minute', 'person', 'u' || n % 20, 'name ' || n % 20, 'act.' || n % 30, 'database', 'd' || n % 500, 'Orders ' || n % 500, CASE WHEN n % 1000 = 0 THEN 'failed' ELSE 'ok' END, '', ''
    FROM generate_series(1, 50000) n`);
  await ctx.db.$executeRawUnsafe(`ANALYZE "AuditEntry"`);
  for (const where of [
    "true",
    `"whoId" = 'nobody'`,
    `"whoId" IS NULL AND "whoName" = 'eve'`,
    `"act" = 'act.none'`,
    `"aboutName" LIKE 'Orders 499%'`,
    `"aboutId" = 'none'`,
    `"aboutKind" = 'none'`,
    `"outcome" = 'refused'`,
    `"at" < now() - interval '60 days'`,
  ]) {
    const plan = await ctx.db.$queryRawUnsafe<{ "QUERY PLAN": string }[]>(
      `EXPLAIN SELECT * FROM "AuditEntry" WHERE ${where} ORDER BY "seq" DESC LIMIT 51`,
    );
    const text = plan.map((line) => line["QUERY PLAN"]).join("\n");
    expect(text, where).not.toContain("Seq Scan");
    expect(text, where).toContain("Index");
  }
});
