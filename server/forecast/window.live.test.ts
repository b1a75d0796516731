/** Real Neo4j 2.3.3 servers that keep little of their logs: the window's bounds hold. */
import { cp } from "node:fs/promises";
import { OnlineBackup } from "neo4j-backup";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Lab, missingTools, type Server } from "../../packages/neo4j-backup/test/live/neo4j-lab.ts";
import { type RateDay, rateOf } from "./rate.ts";
import { readRetention } from "./retention-setting.ts";
import { windowRange } from "./window.ts";

const PORT = 7_940;
const HOUR = 3_600_000;
const ROTATION = 1_048_576;
/** An hour of the source's life, as the forecast sees it: some 400 transactions. */
const HOUR_OF_WRITING = "tiny 400";
const LONGEST_HOURS = 200;

describe.skipIf(missingTools)("the window of a real Neo4j", { timeout: 400_000 }, () => {
  let lab: Lab;
  let running: Server | undefined;

  beforeAll(async () => {
    lab = await Lab.make();
  });
  afterAll(() => lab?.end());

  test.each(["1 files", "3 files", "2M size", "9000 txs", "false"])(
    'with keep_logical_logs = "%s" an incremental works until the forecast says otherwise, and after the window it falls back',
    async (retention) => {
      await running?.stop();
      const name = retention.replace(" ", "-");
      const server = await lab.start({
        directory: lab.data(name),
        port: PORT,
        settings: ["rotation=1M", `retention=${retention}`],
      });
      running = server;
      const backup = OnlineBackup.from("127.0.0.1", PORT);
      const [watched, early, observer] = ["watched", "early", "observer"].map((each) =>
        lab.path(`${name}-${each}`),
      ) as [string, string, string];
      await server.send("load 200 10");
      await backup.full(observer);

      // what the source writes in an hour, seen as a console sees it: by pulls
      const days: RateDay[] = [];
      const writeAnHour = async (): Promise<void> => {
        await server.sendAll(HOUR_OF_WRITING, "checkpoint");
        const { kind, transactions, bytes } = await backup.backup(observer);
        if (kind !== "incremental") throw new Error("the observer came too late");
        days.push({
          seconds: 3_600,
          transactions,
          measuredTransactions: transactions,
          measuredBytes: bytes,
        });
      };
      for (let hour = 0; hour < 3; hour++) await writeAnHour();
      await backup.full(watched);
      await cp(watched, early, { recursive: true });

      const read = readRetention(retention);
      if (!read.ok) throw new Error(read.reason);
      const range = windowRange({
        setting: read.setting,
        rotationBytes: ROTATION,
        rate: rateOf(days, []),
        commitAt: 0,
        lookAt: 0,
      });
      const notBefore = (range.notBefore ?? 0) / HOUR;
      const notAfter = (range.notAfter ?? Number.POSITIVE_INFINITY) / HOUR;
      expect(notBefore).toBeGreaterThan(1);
      expect(notAfter).toBeGreaterThan(notBefore);
      expect(notAfter).toBeLessThan(LONGEST_HOURS);

      let hours = 0;
      for (; hours + 1 < notBefore; hours++) await writeAnHour();
      expect(await backup.incremental(early)).toMatchObject({ kind: "incremental" });
      for (; hours < notAfter + 1; hours++) await writeAnHour();
      await expect(backup.incremental(watched)).rejects.toMatchObject({
        code: "transactions-missing",
        retry: "full-instead",
      });
    },
  );
});
