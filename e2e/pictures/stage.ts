import { OnlineBackup } from "neo4j-backup";
import { type RunningServer, serveDirectory } from "neo4j-backup/serve";
import { Lab, type Server } from "../../packages/neo4j-backup/test/live/neo4j-lab.ts";
import { freePort } from "../../scripts/free-port.ts";
import type { RunAsked, StartAnswer } from "../../server/runs/schema.ts";
import type { Installation } from "../harness/installation.ts";
import { LargeSource } from "../harness/large-source.ts";
import { stageTimes } from "./staged-time.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The slow server's pace: about 300 kB a second, so that its run is still going when its pictures are taken. */
const FRAME_BYTES = 128 * 1024;
const FRAME_MILLIS = 400;

export interface Stage {
  orders: { id: string; slug: string };
  /** A run that failed, and one that goes on until the stage is struck. */
  failedRun: string;
  runningRun: string;
  /** Its log reaches over hours, and its set was checked and rolled to a point. */
  shop: { slug: string; middleTx: number; checkRun: string; restoreRun: string };
  strike: () => Promise<void>;
}

/** Databases with a month behind them, all pulled from a real Neo4j: one protected, one in trouble, one at work. */
export async function setStage(holdfast: Installation): Promise<Stage> {
  const lab = await Lab.make();
  const port = await freePort(7590);
  const server = await lab.start({
    directory: lab.data("db"),
    port,
    settings: ["rotation=1M", "retention=1 files"],
  });
  await server.sendAll("load 60000 500", "index Person name");
  const began = Date.now();
  const orders = await add(holdfast, "Orders", port);
  await orderHistory(holdfast, server, orders, began);
  const customers = await add(holdfast, "Customers", port);
  const failedRun = await customerHistory(holdfast, server, customers, began);
  const { source, shop } = await shopWithLog(holdfast);
  const { slow, runningRun } = await catalogueAtWork(holdfast, lab, server, began);
  await server.stop();
  await showHosts(holdfast, server.directory);
  const strike = async (): Promise<void> => {
    await slow.close();
    await source.end();
    await lab.end();
  };
  return { orders, failedRun, runningRun, shop, strike };
}

async function add(holdfast: Installation, name: string, port: number) {
  return await holdfast.api.databases.add.mutate({
    name,
    host: "127.0.0.1",
    port,
    timeoutSeconds: 40,
  });
}

type Asked = Extract<RunAsked, "auto" | "full" | "incremental">;

async function run(
  holdfast: Installation,
  databaseId: string,
  asked: Asked = "auto",
): Promise<string> {
  for (;;) {
    const answer = await holdfast.api.runs.start.mutate({ databaseId, asked });
    const id = answer.run?.id;
    if (id) await ended(holdfast, id);
    if (answer.ok) return answer.run.id;
  }
}

async function ended(holdfast: Installation, id: string): Promise<void> {
  while ((await holdfast.api.runs.byId.query({ id })).finishedAt === null)
    await new Promise((resolve) => setTimeout(resolve, 100));
}

/** A set of a week's daily incrementals, a fall back to full, and the set that goes on to this day. */
async function orderHistory(
  holdfast: Installation,
  server: Server,
  database: { id: string; slug: string },
  now: number,
): Promise<void> {
  const times: Date[] = [];
  const make = async (ago: number, asked: Asked = "auto"): Promise<void> => {
    await run(holdfast, database.id, asked);
    times.push(new Date(now - ago));
  };
  await make(27 * DAY, "full");
  for (let day = 26; day > 19; day--) {
    await server.send(`load ${40 + ((day * 37) % 90)} 1`);
    await make(day * DAY);
  }
  for (let round = 0; round < 3; round++)
    await server.sendAll("big 300000 900000", "load 50 5", "rotate", "checkpoint");
  await make(17 * DAY);
  for (let day = 16; day > 8; day--) {
    if (day !== 12) await server.send(`load ${30 + ((day * 53) % 70)} 1`);
    await make(day * DAY + 2 * HOUR);
  }
  await make(8 * DAY, "full");
  for (let half = 15; half >= 0; half--) {
    if (half !== 6) await server.send(`load ${20 + ((half * 29) % 60)} 1`);
    await make(half * 12 * HOUR + 23 * MINUTE);
  }
  await stageTimes(holdfast, database, times);
  const [, second] = await holdfast.api.sets.list.query({ databaseId: database.id });
  if (second)
    await holdfast.api.sets.pin.mutate({ id: second.id, note: "before the move to 2.3.3" });
}

/** Backed up until yesterday; since then nothing answers. @returns the failed run */
async function customerHistory(
  holdfast: Installation,
  server: Server,
  database: { id: string; slug: string },
  now: number,
): Promise<string> {
  const times: Date[] = [];
  await run(holdfast, database.id, "full");
  times.push(new Date(now - 9 * DAY));
  for (let day = 8; day > 1; day--) {
    await server.send("load 25 1");
    await run(holdfast, database.id);
    times.push(new Date(now - day * DAY));
  }
  const { id } = database;
  const nobody = { id, name: "Customers", host: "127.0.0.1", timeoutSeconds: 40 };
  await holdfast.api.databases.edit.mutate({ ...nobody, port: await freePort(7595) });
  await run(holdfast, id);
  const failed = await run(holdfast, id);
  times.push(new Date(now - 29 * HOUR), new Date(now - 5 * HOUR));
  await stageTimes(holdfast, database, times);
  return failed;
}

/** The sample shop with a busy morning behind it: checked, and restored to the middle of it. */
async function shopWithLog(holdfast: Installation) {
  const transactions = 20_000;
  const port = await freePort(7594);
  const source = await LargeSource.start(port, { transactions, seed: 7, slowness: 50 });
  const { id, slug } = await add(holdfast, "Shop", port);
  await run(holdfast, id, "full");
  source.gain();
  await run(holdfast, id);
  const [set] = await holdfast.api.sets.list.query({ databaseId: id });
  if (!set) throw new Error("the shop has no set");
  const done = async (answer: StartAnswer): Promise<string> => {
    if (!answer.ok) throw new Error(answer.reason);
    await ended(holdfast, answer.run.id);
    return answer.run.id;
  };
  const middleTx = source.lastTx - transactions / 2;
  const checkRun = await done(await holdfast.api.sets.check.mutate({ id: set.id }));
  const restoreRun = await done(
    await holdfast.api.restore.start.mutate({
      setId: set.id,
      to: { transaction: middleTx },
      directory: `${slug}-${middleTx}`,
    }),
  );
  return { source, shop: { slug, middleTx, checkRun, restoreRun } };
}

/** A full backup in the middle, from a server that takes its time. */
async function catalogueAtWork(
  holdfast: Installation,
  lab: Lab,
  server: Server,
  now: number,
): Promise<{ slow: RunningServer; runningRun: string }> {
  const directory = lab.path("catalogue");
  const { bytes } = await OnlineBackup.from("127.0.0.1", server.port).full(directory);
  let millis = 0;
  const slow = await serveDirectory({
    directory,
    port: await freePort(7592),
    frameBytes: FRAME_BYTES,
    onFrame: async (): Promise<"send"> => {
      await new Promise((resolve) => setTimeout(resolve, millis));
      return "send";
    },
  });
  const database = await add(holdfast, "Catalogue", slow.port);
  await run(holdfast, database.id, "full");
  await stageTimes(holdfast, database, [new Date(now - 6 * DAY)]);
  millis = FRAME_MILLIS;
  const answer = await holdfast.api.runs.start.mutate({ databaseId: database.id, asked: "full" });
  if (!answer.ok) throw new Error(answer.reason);
  const { id } = answer.run;
  while (((await holdfast.api.runs.byId.query({ id })).progress?.bytes ?? 0) < bytes / 4)
    await new Promise((resolve) => setTimeout(resolve, 200));
  return { slow, runningRun: id };
}

/** Names of a network for the addresses and directories of this machine. */
async function showHosts(holdfast: Installation, serverDirectory: string): Promise<void> {
  const databases = await holdfast.rows.query<{ id: string; name: string; port: number }>(
    `SELECT * FROM "Database" ORDER BY "createdAt"`,
  );
  for (const [at, { id, port }] of databases.entries()) {
    const host = `graph-0${at + 1}.internal`;
    const names = [
      [`127.0.0.1:${port}`, `${host}:6362`],
      [serverDirectory, "/var/lib/neo4j/data/graph.db"],
    ];
    for (const [real, shown] of names)
      for (const sql of [
        `UPDATE "Run" SET "error" = replace("error"::text, $2, $3)::jsonb WHERE "databaseId" = $1 AND "error" IS NOT NULL`,
        `UPDATE "Run" SET "reason" = replace("reason", $2, $3) WHERE "databaseId" = $1`,
        `UPDATE "RunLine" SET "text" = replace("text", $2, $3)
         WHERE "runId" IN (SELECT "id" FROM "Run" WHERE "databaseId" = $1)`,
        `UPDATE "BackupSet" SET "fellBackBecause" = replace("fellBackBecause", $2, $3) WHERE "databaseId" = $1`,
      ])
        await holdfast.rows.query(sql, [id, real, shown]);
    await holdfast.rows.query(`UPDATE "Database" SET "host" = $2, "port" = 6362 WHERE "id" = $1`, [
      id,
      host,
    ]);
  }
}
