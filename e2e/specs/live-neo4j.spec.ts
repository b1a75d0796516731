import { Lab, missingTools } from "../../packages/neo4j-backup/test/live/neo4j-lab.ts";
import { freePort } from "../../scripts/free-port.ts";
import { expect, freshName, test } from "../harness/test.ts";

test("the main road on a real Neo4j 2.3.3: every backup opens with the server's digest", async ({
  page,
  holdfast,
}) => {
  test.skip(missingTools !== undefined, missingTools);
  test.setTimeout(300_000);
  const lab = await Lab.make();
  try {
    const port = await freePort(7590);
    const server = await lab.start({
      directory: lab.data("db"),
      port,
      settings: ["rotation=1M", "retention=1 files"],
    });
    await server.sendAll("load 500 10", "index Person name", "legacy 20");
    const name = freshName("Neo4j");

    await page.goto("/databases/new");
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Host").fill("127.0.0.1");
    await page.getByLabel("Backup port").fill(String(port));
    await page.getByRole("button", { name: "Test connection" }).click();
    const [, storeId] = /randomId=(-?\d+)/.exec(await server.send("storeid")) ?? [];
    if (!storeId) throw new Error("the server does not tell its store id");
    await expect(page.getByRole("region", { name: "Connection test" })).toContainText(storeId);
    await page.getByRole("button", { name: "Add database" }).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    const [database] = await holdfast.rows.query<{ id: string; slug: string }>(
      `SELECT "id", "slug" FROM "Database" WHERE "name" = $1`,
      [name],
    );
    if (!database) throw new Error("the database was not added");
    const storeOf = (set: string) => holdfast.inSet(database.slug, set, "store");
    const backUpNow = page.getByRole("button", { name: "Back up now", exact: true });
    const last = page.getByRole("region", { name: "Last run" });

    await backUpNow.click();
    await expect(last).toContainText("Full backup made in");
    const full = await holdfast.rows.ended(database.id);
    const older = full.setId ?? "";
    const atFull = await server.facts();
    expect(await lab.verify(storeOf(older))).toEqual({ ...atFull, consistent: true });

    await server.sendAll("load 60 1", "update 40 2", "delete 10");
    const atIncremental = await server.facts();
    await backUpNow.click();
    await expect(last).toContainText(/Incremental backup of \d+ transactions/);
    const incremental = await holdfast.rows.ended(database.id, 2);
    expect(incremental).toMatchObject({
      result: "incremental",
      setId: older,
      lastTx: String(atIncremental.lastTx),
    });
    expect(await lab.verify(storeOf(older))).toEqual({ ...atIncremental, consistent: true });

    for (let round = 0; round < 3; round++)
      await server.sendAll("big 300000 900000", "load 50 5", "rotate", "checkpoint");
    const pruned = await server.facts();
    await backUpNow.click();
    await page.getByRole("link", { name: /^Fell back to a full backup/ }).click();
    await expect(
      page.getByText(/^The server no longer has the transactions that follow this backup/).first(),
    ).toBeVisible();
    const fallback = await holdfast.rows.ended(database.id, 3);
    expect(fallback).toMatchObject({ asked: "auto", result: "fell-back-to-full" });
    expect(holdfast.setDirectories(database.slug)).toEqual([fallback.setId, older]);
    expect(await lab.verify(storeOf(fallback.setId ?? ""))).toEqual({
      ...pruned,
      consistent: true,
    });
    expect(await lab.verify(storeOf(older))).toEqual({ ...atIncremental, consistent: true });
  } finally {
    await lab.end();
  }
});
