import { expect, inject, test } from "vitest";
import { isEmptyMigration, migrateDiff } from "../../scripts/migrate.ts";
import { testContext } from "../testing/context.ts";

const ctx = testContext();

test("the committed migrations give exactly what the schema says", async () => {
  expect(isEmptyMigration(await migrateDiff(inject("adminUrl")))).toBe(true);
});

test("migrations leave their history, as the official tool would", async () => {
  const rows = await ctx.db.$queryRaw<{ finished_at: Date | null }[]>`
    SELECT finished_at FROM _prisma_migrations`;
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row.finished_at).toBeInstanceOf(Date);
});
