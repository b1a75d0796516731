import { verify } from "neo4j-backup";
import { expect, test } from "../harness/test.ts";

test("a run whose worker is killed becomes a failed run with its cause, and its retry succeeds", async ({
  page,
  source,
  own,
}) => {
  test.setTimeout(120_000);
  const { id, slug } = await own.api.databases.add.mutate({
    name: "Ledger",
    host: "127.0.0.1",
    port: source.port,
    timeoutSeconds: 60,
  });
  const first = await own.api.runs.start.mutate({ databaseId: id, asked: "full" });
  if (!first.ok) throw new Error(first.reason);
  const { setId } = await own.rows.runEnded(first.run.id);

  source.freeze();
  await page.goto(`${own.url}/databases/${slug}`);
  await page.getByRole("button", { name: "Choose kind of backup" }).click();
  await page.getByRole("menuitem", { name: /^Full/ }).click();
  const under = page.getByRole("region", { name: "Run under way" });
  await expect(under).toContainText("Receiving store files");
  const [worker] = await own.rows.query<{ id: string; pid: number }>(`SELECT * FROM "Worker"`);
  if (!worker) throw new Error("no worker is known");
  process.kill(worker.pid, "SIGKILL");

  // nobody reloads: the page that was open learns of it
  const last = page.getByRole("region", { name: "Last run" });
  await expect(last).toContainText("The worker that ran it is gone", { timeout: 30_000 });
  const lost = await own.rows.ended(id, 2);
  expect(lost).toMatchObject({ state: "failed", errorCode: "worker-lost", workerId: worker.id });
  await expect.poll(() => own.setDirectories(slug)).toEqual([setId]);
  expect((await own.rows.sets(id)).map(({ state }) => state)).toEqual(["failed", "good"]);
  const verdict = await verify(own.inSet(slug, setId ?? "", "store"), {
    manifestPath: own.inSet(slug, setId ?? "", "manifest.json"),
  });
  expect(verdict.ok).toBe(true);

  await last.getByRole("link", { name: /failed/ }).click();
  const failure = page.getByRole("region", { name: "Failure" });
  await expect(failure).toContainText("Backups that were complete before this run are untouched");
  await expect(failure).toContainText("worker-lost");
  source.recover();
  await page.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByRole("heading", { name: /^Full backup made in/ })).toBeVisible();
  const retried = await own.rows.ended(id, 3);
  expect(retried).toMatchObject({ state: "succeeded", retryOf: lost.id });
  expect(retried.workerId).not.toBe(worker.id);
  expect(own.log()).toContain("the worker ended unexpectedly (SIGKILL): starting it again");
});
