import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RestorePlan, RestorePoint } from "../catalogue/restore.ts";
import { readSample, writeFiles } from "../serve/sample.ts";
import { History } from "./history.ts";
import { planRestore } from "./restore-plan.ts";

let root: string;
let backup: string;
let indexDirectory: string;
let history: History;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "holdfast-points-"));
  backup = join(root, "backup");
  indexDirectory = join(root, "index");
  await writeFiles(backup, await readSample());
  history = await History.open(backup, { indexDirectory });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function planned(to: RestorePoint, isIndexed: boolean): Promise<RestorePlan | string> {
  const options = isIndexed ? { to, indexDirectory } : { to };
  return await planRestore(backup, options).catch((error: Error) => error.message);
}

test("a point found in the index is the point found in the log, for every transaction", async () => {
  const { range } = (await planned({ latest: true }, false)) as RestorePlan;
  expect(range).toMatchObject({ firstTx: 219, lastTx: 231 });
  for (let transaction = range.firstTx - 1; transaction <= range.lastTx + 1; transaction++) {
    const fromLog = await planned({ transaction }, false);
    expect(await planned({ transaction }, true)).toEqual(fromLog);
  }
});

test("and for every time around a commit", async () => {
  const times = (await history.newest({}, undefined, 1000)).map((one) => one.committedAt);
  expect(times).toHaveLength(12);
  for (const committedAt of new Set(times))
    for (const time of [committedAt - 1, committedAt, committedAt + 1]) {
      const fromLog = await planned({ time }, false);
      expect(await planned({ time }, true)).toEqual(fromLog);
    }
});

test("transactions of the base are no sign of times that do not ascend", async () => {
  const [first] = await history.newest({ firstTx: 220, lastTx: 220 }, undefined, 1);
  const plan = (await planned({ time: first?.committedAt ?? 0 }, false)) as RestorePlan;
  expect(plan.reached.tx).toBeGreaterThanOrEqual(220);
  expect(plan.warnings.filter((warning) => warning.includes("ascend"))).toEqual([]);
});

test("without an index the log is read", async () => {
  const to = { transaction: 225 };
  const elsewhere = await planRestore(backup, { to, indexDirectory: join(root, "nowhere") });
  expect(elsewhere).toEqual(await planned(to, false));
});
