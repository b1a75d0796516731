import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { Prisma } from "../db/index.ts";
import { testContext } from "../testing/context.ts";
import { listRuns, type RunDto } from "./index.ts";
import { pageSql } from "./list.ts";
import { type ListInput, listInput } from "./schema.ts";

const ctx = testContext();
const RUNS = 100_000;
let databaseId = "";

beforeAll(async () => {
  databaseId = (await ctx.newDatabase()).id;
  const other = (await ctx.newDatabase()).id;
  await ctx.db.$executeRaw`
    INSERT INTO "Run" ("id", "databaseId", "asked", "trigger", "state", "result", "errorCode", "requestedAt")
    SELECT gen_random_uuid(), CASE WHEN n % 3 = 0 THEN ${databaseId}::uuid ELSE ${other}::uuid END,
      CASE WHEN n % 50 = 0 THEN 'full' ELSE 'auto' END, 'schedule',
      CASE WHEN n % 100 = 0 THEN 'failed' WHEN n % 1000 = 1 THEN 'cancelled' ELSE 'succeeded' END,
      CASE WHEN n % 100 = 0 OR n % 1000 = 1 THEN NULL WHEN n % 50 = 0 THEN 'full' ELSE 'incremental' END,
      CASE WHEN n % 100 = 0 THEN 'connect-refused' END,
      timestamptz '2026-01-01' + (n / 3) * interval '1 minute'
    FROM generate_series(1, ${RUNS}) AS n`;
  await ctx.db.$executeRaw`ANALYZE "Run"`;
}, 60_000);

interface PlanNode {
  "Node Type": string;
  "Index Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  Plans?: PlanNode[];
}
const nodes = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

async function planOf(filter: ListInput): Promise<PlanNode[]> {
  const sql = pageSql(listInput.parse(filter), 51);
  const [row] = await ctx.db.$queryRaw<{ "QUERY PLAN": { Plan: PlanNode }[] }[]>(
    Prisma.sql`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
  );
  return nodes(row?.["QUERY PLAN"][0]?.Plan as PlanNode);
}

const middle = `${new Date("2026-01-12T00:00:00Z").toISOString()}_${randomUUID()}`;

test.each<[string, () => ListInput]>([
  ["the first page of all", () => ({})],
  ["a page in the middle of all", () => ({ cursor: middle })],
  ["a page of one database", () => ({ databaseId, cursor: middle })],
  ["a page of failures", () => ({ states: ["failed"], cursor: middle })],
  ["a page of one database's failures", () => ({ databaseId, states: ["failed"], cursor: middle })],
  ["a page of full backups", () => ({ asked: ["full"], cursor: middle })],
])(
  "%s comes from an index in its order: nothing is scanned whole, nothing is sorted",
  async (_, filter) => {
    const plan = await planOf(filter());
    const types = plan.map((node) => node["Node Type"]);
    expect(types).not.toContain("Seq Scan");
    expect(types).not.toContain("Sort");
    expect(types.some((type) => type.startsWith("Index"))).toBe(true);
    for (const node of plan) expect(node["Actual Rows"] * node["Actual Loops"]).toBeLessThan(5_000);
  },
);

test("a page of several outcomes merges the heads of their indexes", async () => {
  const plan = await planOf({ states: ["failed", "cancelled"], cursor: middle });
  expect(plan.map((node) => node["Node Type"])).not.toContain("Seq Scan");
  for (const node of plan) expect(node["Actual Rows"] * node["Actual Loops"]).toBeLessThan(5_000);
});

async function allPages(filter: ListInput): Promise<RunDto[]> {
  const all: RunDto[] = [];
  let cursor: string | undefined;
  do {
    const page = await listRuns(ctx, { ...filter, ...(cursor ? { cursor } : {}) });
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return all;
}

test("the pages together are every run that matches, once each, newest first", async () => {
  const all = await allPages({ states: ["failed", "cancelled"], databaseId, limit: 37 });
  const expected = await ctx.db.run.count({
    where: { databaseId, state: { in: ["failed", "cancelled"] } },
  });
  expect(all).toHaveLength(expected);
  expect(new Set(all.map((run) => run.id)).size).toBe(expected);
  const order = all.map((run) => [run.requestedAt.getTime(), run.id] as const);
  for (const [at, place] of order.entries()) {
    const before = order[at - 1];
    if (before)
      expect(before[0] > place[0] || (before[0] === place[0] && before[1] > place[1])).toBe(true);
  }
});

test("runs of the same moment are not lost between pages", async () => {
  const from = new Date("2026-01-10T00:00:00Z");
  const to = new Date("2026-01-10T00:10:00Z");
  expect(await allPages({ from, to, limit: 1 })).toHaveLength(30);
});

test("filters by result and time", async () => {
  const from = new Date("2026-01-10T00:00:00Z");
  const to = new Date("2026-01-11T00:00:00Z");
  const runs = await allPages({ results: ["full"], from, to });
  expect(runs.length).toBeGreaterThan(0);
  for (const run of runs) {
    expect(run.result).toBe("full");
    expect(run.requestedAt >= from && run.requestedAt < to).toBe(true);
  }
});

test("a cursor that the list did not give is refused", async () => {
  for (const cursor of ["x", "2026-01-01T00:00:00Z_1", "_", `${middle}' OR TRUE --`])
    await expect(listRuns(ctx, { cursor })).rejects.toThrow(/cursor/);
});
