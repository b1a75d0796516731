import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { inspect } from "neo4j-backup";
import { type RunningServer, serveDirectory } from "neo4j-backup/serve";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { listSets, type SetDto } from "../backup-sets/index.ts";
import { continuousById, DEFAULT_SETTING, saveContinuous } from "../continuous/index.ts";
import {
  addDatabase,
  addressesOf,
  type DatabaseRow,
  databaseById,
  editDatabase,
  type ServerAddress,
} from "../databases/index.ts";
import { listRuns, type RunDto, runLog } from "../runs/index.ts";
import { testContext } from "../testing/context.ts";
import { SAMPLE, type SampleSource, startSampleSource } from "../testing/sample-source.ts";
import { carriedOut, startTestWorker } from "../testing/worker.ts";
import { manifestOf, storeOf } from "./set-files.ts";
import type { RunningWorker } from "./worker.ts";

const ctx = testContext();
const HOST = "127.0.0.1";
/** Nobody listens there. */
const DOWN: ServerAddress = { host: HOST, port: 1 };
const REFUSED: ServerAddress = { host: "169.254.169.254", port: 6362 };
let worker: RunningWorker;
let first: SampleSource;
let second: SampleSource;
let opened: { close(): Promise<void> }[] = [];
let database: DatabaseRow;

beforeAll(async () => {
  worker = await startTestWorker(ctx);
});
afterAll(() => worker.stop());
beforeEach(async () => {
  first = await startSampleSource();
  second = await startSampleSource();
  opened = [first, second];
  database = await withAddresses(at(first), at(second));
});
afterEach(async () => {
  for (const one of opened) await one.close();
});

const at = ({ port }: { port: number }): ServerAddress => ({ host: HOST, port });
const text = ({ host, port }: ServerAddress): string => `${host}:${port}`;

async function withAddresses(main: ServerAddress, ...moreAddresses: ServerAddress[]) {
  const name = `members ${randomBytes(6).toString("hex")}`;
  const { id } = await addDatabase(ctx, { name, ...main, timeoutSeconds: 10, moreAddresses });
  const verifyPolicy = { when: "off" as const, everyDays: null };
  return await editDatabase(ctx, { id, name, ...main, timeoutSeconds: 10, verifyPolicy });
}

async function point(main: ServerAddress, ...moreAddresses: ServerAddress[]): Promise<void> {
  const { id, name, timeoutSeconds } = database;
  database = await editDatabase(ctx, { id, name, ...main, timeoutSeconds, moreAddresses });
}
/** As it is when the policy was made stricter after the address was entered. */
async function pointAtRefused(main: ServerAddress, ...more: ServerAddress[]): Promise<void> {
  await ctx.db.database.update({
    where: { id: database.id },
    data: { ...main, moreAddresses: more.map((one) => ({ ...one })) },
  });
}

async function serve(
  directory: string,
  options: Partial<Parameters<typeof serveDirectory>[0]> = {},
): Promise<RunningServer> {
  const server = await serveDirectory({ directory, port: 0, ...options });
  opened.push(server);
  return server;
}

/** A server whose store has another random id. */
async function otherStore(): Promise<RunningServer> {
  const other = await startSampleSource();
  opened.push(other);
  const neostore = path.join(other.directory, "neostore");
  const bytes = fs.readFileSync(neostore);
  bytes[15] = (bytes[15] ?? 0) ^ 0x55; // record 1, behind its first byte
  fs.writeFileSync(neostore, bytes);
  return await serve(other.directory);
}

const backup = (asked: "auto" | "full" | "incremental") => carriedOut(ctx, database.id, asked);
const sets = (): Promise<SetDto[]> => listSets(ctx, database.id);
const logOf = async (run: RunDto) => (await runLog(ctx, run.id)).map(({ text }) => text).join("\n");
const failuresOf = (run: RunDto) =>
  run.error?.addresses?.map(({ address, code }) => [address, code]);

test("the first address is used while it serves, and is on the run", async () => {
  const run = await backup("auto");
  expect(run).toMatchObject({ state: "succeeded", result: "full", address: text(at(first)) });
  expect(addressesOf(database)).toEqual([at(first), at(second)]);
});

test("when the first one is down the second serves the full backup and the next ones, and the log says so", async () => {
  await point(DOWN, at(second));
  const full = await backup("auto");
  expect(full).toMatchObject({ state: "succeeded", result: "full", address: text(at(second)) });
  expect(await logOf(full)).toMatch(`127.0.0.1:1: nothing listens on that port`);
  expect(await logOf(full)).toMatch(`; ${text(at(second))} is tried next`);
  const phases = full.phases.map(({ phase }) => phase);
  expect(phases.filter((phase) => phase === "passing-over")).toHaveLength(1);
  expect(phases.filter((phase) => phase === "connecting")).toHaveLength(1);
  second.reveal(SAMPLE.lastTx);
  expect(await backup("auto")).toMatchObject({
    result: "incremental",
    lastTx: SAMPLE.lastTx,
    address: text(at(second)),
  });
  expect(await sets()).toHaveLength(1);
});

test("a member that is behind is told and passed over; the set gets what the other one has", async () => {
  first.reveal(SAMPLE.middleTx);
  await backup("auto");
  second.reveal(SAMPLE.lastTx);
  first.reveal(SAMPLE.baseEndTx);
  const run = await backup("auto");
  expect(run).toMatchObject({ result: "incremental", lastTx: SAMPLE.lastTx });
  expect(run.address).toBe(text(at(second)));
  expect(await logOf(run)).toMatch(/holds transactions that the server does not have.*tried next/);
});

test("an address that the policy refuses is not connected to, and the next one is tried", async () => {
  await pointAtRefused(REFUSED, at(second));
  const run = await backup("auto");
  expect(run).toMatchObject({ state: "succeeded", address: text(at(second)) });
  expect(await logOf(run)).toMatch(/169\.254\.169\.254:6362: Holdfast does not connect there/);
});

test("a member with another store is told, and neither continues the set nor begins one", async () => {
  await backup("auto");
  const other = await otherStore();
  second.reveal(SAMPLE.lastTx);
  await point(at(other), at(second));
  const run = await backup("auto");
  expect(run).toMatchObject({ result: "incremental", address: text(at(second)) });
  expect(await logOf(run)).toMatch(/backup of a different database/);
  const full = await backup("full");
  expect(full).toMatchObject({ result: "full", address: text(at(second)), lastTx: SAMPLE.lastTx });
  expect(await logOf(full)).toMatch(/backup of a different database: expected store/);
  const ids = await Promise.all(
    (await sets()).map(async (set) => {
      const found = await inspect(storeOf(set), { manifestPath: manifestOf(set) });
      return found.store.randomId;
    }),
  );
  expect(new Set(ids).size).toBe(1);
});

test("when none serves the run says the most telling reason and each address's own, and writes nothing", async () => {
  first.reveal(SAMPLE.lastTx);
  await backup("auto");
  const [before] = await sets();
  first.reveal(SAMPLE.baseEndTx);
  await pointAtRefused(REFUSED, DOWN, at(first));
  const run = await backup("auto");
  expect(run).toMatchObject({
    state: "failed",
    address: null,
    error: { code: "server-behind", retry: "later" },
  });
  expect(failuresOf(run)).toEqual([
    [text(REFUSED), "address-refused"],
    [text(DOWN), "connect-refused"],
    [text(at(first)), "server-behind"],
  ]);
  expect(run.error?.message).toMatch(
    `none of the 3 addresses that were tried served; ${text(at(first))}`,
  );
  expect(run.error?.advice).toMatch(/bring those back/);
  expect(await sets()).toEqual([before && { ...before, runCount: before.runCount + 1 }]);
});

test("members that are all behind fail as one does: the source was restored from older data", async () => {
  first.reveal(SAMPLE.lastTx);
  await backup("auto");
  first.reveal(SAMPLE.baseEndTx);
  const run = await backup("auto");
  expect(run.error).toMatchObject({ code: "server-behind", retry: "full-instead" });
  expect(failuresOf(run)?.map(([, code]) => code)).toEqual(["server-behind", "server-behind"]);
});

test("a member without the log is passed over; only when no other has it a full backup begins a set", async () => {
  await backup("auto");
  const pruned = await serve(first.directory, { oldestTx: 225 });
  second.reveal(SAMPLE.lastTx);
  await point(at(pruned), at(second));
  expect(await backup("auto")).toMatchObject({ result: "incremental", address: text(at(second)) });
  second.reveal(SAMPLE.baseEndTx);
  database = await withAddresses(at(second), at(pruned));
  await backup("auto");
  await point(DOWN, at(pruned));
  const run = await backup("auto");
  expect(run).toMatchObject({ result: "fell-back-to-full", address: text(at(pruned)) });
  expect(run.reason).toMatch(/no longer has the transactions/);
});

test("a full backup that breaks off is begun anew from the next member, and nothing of it is left on disk", async () => {
  let frames = 0;
  const breaking = await serve(first.directory, {
    frameBytes: 4096,
    onFrame: () => (++frames > 20 ? "cut" : "send"),
  });
  await point(at(breaking), at(second));
  const run = await backup("auto");
  expect(run).toMatchObject({ state: "succeeded", result: "full", address: text(at(second)) });
  expect(await logOf(run)).toMatch(/closed in the middle of the answer.*tried next/);
  const good = (await sets()).filter((set) => set.state === "good");
  expect(good.map((set) => set.id)).toEqual([run.setId]);
  expect(fs.readdirSync(database.storageDirectory)).toEqual([run.setId]);
});

test("a full backup begins anew when all addresses have one other store, and not when they differ", async () => {
  await backup("auto");
  const other = await otherStore();
  await point(at(other), DOWN);
  const refused = await backup("full");
  expect(refused).toMatchObject({ state: "failed", error: { code: "different-store" } });
  const same = await serve(first.directory);
  await point(at(other), at(same));
  expect(await backup("full")).toMatchObject({ state: "succeeded", address: text(at(same)) });
  const twin = await otherStore();
  await point(at(other), at(twin));
  const replaced = await backup("full");
  expect(replaced).toMatchObject({ state: "succeeded", result: "full", address: text(at(other)) });
  expect(await logOf(replaced)).toMatch(/the database was replaced/);
});

test("continuous protection moves to the next member when one is lost, says so, and goes on in the same stretch", async () => {
  const own = await serve(first.directory, { reveal: () => SAMPLE.baseEndTx });
  await point(at(own), at(second));
  const setting = { databaseId: database.id, ...DEFAULT_SETTING, everySeconds: 1 };
  await saveContinuous(ctx, { ...setting, wanted: true });
  const until = (isIt: (now: Awaited<ReturnType<typeof continuousById>>) => boolean) =>
    expect
      .poll(async () => isIt(await continuousById(ctx, database.id)), { timeout: 25_000 })
      .toBe(true);
  const stretch = async () =>
    (await listRuns(ctx, { databaseId: database.id, asked: ["follow"] })).items;
  await until((now) => now.state === "following" && now.runId !== null);
  expect((await stretch())[0]?.address).toBe(text(at(own)));
  second.reveal(SAMPLE.lastTx);
  await own.close();
  await until((now) => now.lastTx === SAMPLE.lastTx);
  const [run, ...others] = await stretch();
  expect(others).toEqual([]);
  expect(run?.address).toBe(text(at(second)));
  expect(await logOf(run as RunDto)).toMatch(
    `following ${text(at(second))} from now on, no longer ${text(at(own))}`,
  );
  const asked = await backup("incremental");
  expect(asked).toMatchObject({ state: "succeeded", address: text(at(second)) });
  await saveContinuous(ctx, { ...setting, wanted: false });
  await until((now) => now.state === "off");
});

test("addresses keep their order, are refused twice, beyond sixteen and against the policy, and stay when an edit says nothing of them", async () => {
  const { id, name, timeoutSeconds } = database;
  const edit = { id, name, timeoutSeconds };
  const hosts = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ host: `member-${i}.invalid`, port: 6362 }));
  const many = await editDatabase(ctx, { ...edit, ...DOWN, moreAddresses: hosts(15) });
  expect(addressesOf(many)).toEqual([DOWN, ...hosts(15)]);
  const kept = await editDatabase(ctx, { ...edit, host: HOST, port: 2 });
  expect(kept.moreAddresses).toEqual(hosts(15));
  const editTo = (moreAddresses: ServerAddress[]) =>
    editDatabase(ctx, { ...edit, ...DOWN, moreAddresses });
  await expect(editTo(hosts(16))).rejects.toThrow("at most 16 addresses");
  await expect(
    editTo([
      { host: "Db.", port: 1 },
      { host: "db", port: 1 },
    ]),
  ).rejects.toThrow("db:1 stands there twice");
  await expect(editTo([DOWN])).rejects.toThrow("127.0.0.1:1 stands there twice");
  await expect(editTo([REFUSED])).rejects.toThrow("169.254.169.254");
  await expect(
    editDatabase(ctx, { ...edit, host: "MEMBER-3.invalid", port: 6362 }),
  ).rejects.toThrow("stands there twice");
  expect((await databaseById(ctx, id))?.moreAddresses).toEqual(hosts(15));
});
