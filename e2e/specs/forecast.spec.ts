import { Lab, missingTools } from "../../packages/neo4j-backup/test/live/neo4j-lab.ts";
import { freePort } from "../../scripts/free-port.ts";
import { expectAccessible } from "../harness/accessible.ts";
import type { Installation } from "../harness/installation.ts";
import { expect, freshName, test } from "../harness/test.ts";

const HOUR = 3_600_000;
const ROTATION = 1_048_576;
/** What the source writes in an hour of the story. */
const AN_HOUR = "tiny 400";

/** The runs of a database, as if they had been made an hour apart, the newest so many hours ago. */
async function stage(holdfast: Installation, databaseId: string, newestHoursAgo: number) {
  const runs = await holdfast.rows.runs(databaseId);
  const now = Date.now();
  for (const [index, run] of runs.entries()) {
    const at = new Date(now - (newestHoursAgo + index) * HOUR);
    await holdfast.rows.query(
      `UPDATE "Run" SET "requestedAt" = $2, "startedAt" = $2, "finishedAt" = $2, "lastCommitAt" = $2 WHERE "id" = $1`,
      [run.id, at],
    );
  }
  await holdfast.rows.query(
    `UPDATE "BackupSet" SET "protectedAt" = $2, "lastCommitAt" = $2 WHERE "databaseId" = $1`,
    [databaseId, new Date(now - newestHoursAgo * HOUR)],
  );
}

test("a real Neo4j that keeps one log file: the forecast says when the next incremental falls back, and it does", async ({
  page,
  holdfast,
}) => {
  test.skip(missingTools !== undefined, missingTools);
  test.setTimeout(400_000);
  const lab = await Lab.make();
  try {
    const port = await freePort(7596);
    const server = await lab.start({
      directory: lab.data("db"),
      port,
      settings: ["rotation=1M", "retention=1 files"],
    });
    await server.send("load 200 10");
    const name = freshName("Window");
    const address = { host: "127.0.0.1", port, timeoutSeconds: 40 };
    const { id, slug } = await holdfast.api.databases.add.mutate({ name, ...address });
    const backUp = async () => {
      const answer = await holdfast.api.runs.start.mutate({ databaseId: id, asked: "auto" });
      if (!answer.ok) throw new Error(answer.reason);
      return await holdfast.rows.runEnded(answer.run.id);
    };
    await backUp();
    const window = page.getByRole("region", { name: "Log window" });
    await page.goto(`/databases/${slug}`);
    await expect(window).toContainText('keeps "7 days" of its logs');
    await expect(window).toContainText("an assumption");
    await expect(window).toContainText("How fast it writes is not known");

    await window.getByRole("link", { name: "Enter the server's setting" }).click();
    const logs = page.getByRole("region", { name: "The source's logs" });
    await logs.getByLabel("keep_logical_logs").fill("7 weeks");
    await logs.getByLabel("logical_log_rotation_threshold").fill("1M");
    await logs.getByRole("button", { name: "Save log settings" }).click();
    await expect(logs).toContainText('"weeks" is no type of amount');
    await logs.getByLabel("keep_logical_logs").fill("1 files");
    await logs.getByRole("button", { name: "Save log settings" }).click();
    await expect(logs.getByRole("status")).toHaveText("Saved");
    expect(
      await holdfast.rows.query(
        `SELECT "logRetention", "logRotationBytes" FROM "Database" WHERE "id" = $1`,
        [id],
      ),
    ).toEqual([{ logRetention: "1 files", logRotationBytes: String(ROTATION) }]);
    await expectAccessible(page);

    // four hours of history: what the source writes in each of them
    let perHour = 0;
    for (let hour = 0; hour < 4; hour++) {
      await server.sendAll(AN_HOUR, "checkpoint");
      const run = await backUp();
      expect(run.result).toBe("incremental");
      perHour = Math.max(perHour, Number(run.bytes));
    }
    // as long as it takes to write four fifths of a file: before the window can close
    const early = Math.floor((0.8 * ROTATION) / perHour);
    expect(early).toBeGreaterThan(0);
    await stage(holdfast, id, early);
    await page.goto(`/databases/${slug}`);
    await expect(window).toContainText(
      /The next incremental backup falls back to full in about \d+ (h|min)\./,
    );
    await expect(window).toContainText(/Not within \d+ (h|min), at the latest in \d+ (h|min)\./);
    await expect(window).toContainText("No backup here ever fell back to full.");
    await expect(window).toContainText(
      'keeps "1 files" of its logs. It drops whole files of 1 MiB',
    );
    await expectAccessible(page);

    // where the cadence is chosen, one that is too long for this window is warned of
    await page.goto(`/databases/${slug}/schedule`);
    const warning = page.getByRole("status", { name: "Log window" });
    await page.getByLabel("Incremental, cron").fill("0 0 * * 0");
    await expect(warning).toContainText(
      /7 days between incremental backups is too long: the source likely drops what they need after \d+ (h|min), so each would fall back/,
    );
    await expectAccessible(page);
    await page.getByLabel("Incremental, cron").fill("0 * * * *");
    await expect(warning).toBeHidden();
    await page.goto(`/databases/${slug}`);
    for (let hour = 0; hour < early; hour++) await server.sendAll(AN_HOUR, "checkpoint");
    const before = await holdfast.rows.runs(id);
    await page.getByRole("button", { name: "Back up now", exact: true }).click();
    expect(await holdfast.rows.ended(id, before.length + 1)).toMatchObject({
      result: "incremental",
    });
    await expect(page.getByRole("region", { name: "Last run" })).toContainText(
      /Incremental backup of [\d,]+ transactions/,
    );

    // and as long as two files and more take: after it
    const late = Math.ceil((2.3 * ROTATION) / perHour) + 3;
    for (let hour = 0; hour < late; hour++) await server.sendAll(AN_HOUR, "checkpoint");
    await stage(holdfast, id, late * 3);
    await page.goto(`/databases/${slug}`);
    await expect(window).toContainText(
      "The next incremental backup falls back to full: what it needs is gone by now.",
    );
    await page.getByRole("button", { name: "Back up now", exact: true }).click();
    await expect(page.getByRole("link", { name: /^Fell back to a full backup/ })).toBeVisible({
      timeout: 30_000,
    });
    const [newest] = await holdfast.rows.runs(id);
    expect(newest).toMatchObject({ asked: "auto", result: "fell-back-to-full" });
    // what really happened stands beside the forecast
    await expect(window).toContainText("What really happened");
    await expect(window.getByRole("link", { name: "Fell back to full" })).toHaveAttribute(
      "href",
      `/runs/${newest?.id}`,
    );
    await expect(window).toContainText(/\d+ (h|days) after the pull before it/);
  } finally {
    await lab.end();
  }
});
