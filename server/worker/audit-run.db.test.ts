import { expect, test } from "vitest";
import { listAudit } from "../audit/index.ts";
import { type RunDto, runById, startRun } from "../runs/index.ts";
import { testContext } from "../testing/context.ts";
import { startedId } from "../testing/worker.ts";
import { auditRun } from "./audit-run.ts";

const ctx = testContext();

async function newRun(trigger: RunDto["trigger"], asked: RunDto["asked"]): Promise<RunDto> {
  const { id } = await ctx.newDatabase();
  const run = await runById(
    ctx,
    startedId(await startRun(ctx, { databaseId: id, asked, trigger })),
  );
  if (!run) throw new Error("the run is not there");
  return run;
}

test("what Holdfast does by itself is in the audit with what it did; what somebody asked for is there already", async () => {
  const expiry = await newRun("system", "expire");
  const what = "Deleted 1 backup set whose grace period was over: 20260101T000000Z.";
  await auditRun(ctx, expiry, { state: "succeeded", result: "expired", figures: { reason: what } });
  const byHand = await newRun("manual", "full");
  await auditRun(ctx, byHand, { state: "succeeded", result: "full", figures: {} });
  expect((await listAudit(ctx, {})).entries).toMatchObject([
    {
      act: "worker.expire",
      who: { kind: "system" },
      outcome: "ok",
      about: { kind: "database", id: expiry.databaseId, name: expiry.databaseName },
      after: { run: expiry.id, trigger: "system", result: "expired", what },
    },
  ]);
});
