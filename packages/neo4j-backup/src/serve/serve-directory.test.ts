import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BackupError, type ErrorCode } from "../catalogue/errors.ts";
import { inspect, OnlineBackup, probe, verify } from "../index.ts";
import { ServedFailure } from "./index.ts";
import { contentOf, SAMPLE, Scratch } from "./testing/served-sample.ts";

let scratch: Scratch;
let source: string;
beforeAll(async () => {
  scratch = await Scratch.make();
  source = await scratch.sample("source");
});
afterAll(() => scratch.end());

const clientOf = ({ port }: { port: number }) => OnlineBackup.from("127.0.0.1", port);
const codeOf = async (act: Promise<unknown>): Promise<ErrorCode | undefined> => {
  const error = await act.then(
    () => undefined,
    (e) => e,
  );
  if (error !== undefined && !(error instanceof BackupError)) throw error;
  return error?.code;
};

describe("serving a backup", () => {
  it("gives a full backup: the store files, then what recovery needs", async () => {
    const before = await contentOf(source);
    const target = scratch.path("full");
    const outcome = await clientOf(await scratch.serve(source)).full(target);
    expect(outcome).toMatchObject({
      files: SAMPLE.files,
      firstTx: SAMPLE.firstLogTx,
      lastTx: SAMPLE.lastTx,
      transactions: SAMPLE.lastTx - SAMPLE.baseEndTx,
    });
    const got = await contentOf(target);
    for (const [path, bytes] of before)
      if (path !== "neostore" && !path.startsWith("neostore.transaction"))
        expect(got.get(path), path).toBe(bytes);
    expect((await verify(target)).ok).toBe(true);
    expect(await contentOf(source), "the served directory is untouched").toEqual(before);
  });

  it("gives transactions verbatim, without the check points between them", async () => {
    const target = scratch.path("verbatim");
    await clientOf(await scratch.serve(source)).full(target);
    const log = (name: string, from: string) =>
      readFile(join(from, `neostore.transaction.db.${name}`));
    const sent = await log("2", target);
    const own = Buffer.concat([
      (await log("1", source)).subarray(16),
      (await log("2", source)).subarray(16),
    ]);
    expect(sent.subarray(16, sent.length - 18).equals(own)).toBe(true);
  });

  it("gives incremental backups from its logs, as they are revealed", async () => {
    let upTo = 0;
    const client = clientOf(await scratch.serve(source, { reveal: () => upTo }));
    const target = scratch.path("incremental");
    expect((await client.full(target)).lastTx).toBe(SAMPLE.baseEndTx);
    expect(await client.incremental(target)).toMatchObject({ nothingNew: true });
    upTo = SAMPLE.firstLogTx + 3;
    expect(await client.incremental(target)).toMatchObject({
      firstTx: SAMPLE.firstLogTx,
      lastTx: SAMPLE.firstLogTx + 3,
    });
    upTo = Number.MAX_SAFE_INTEGER;
    expect(await client.incremental(target)).toMatchObject({ lastTx: SAMPLE.lastTx });
    expect((await verify(target)).ok).toBe(true);
  });

  it("reveals a transaction every so often", async () => {
    let now = 1000;
    const reveal = { firstTx: SAMPLE.firstLogTx, everyMillis: 500 };
    const client = clientOf(await scratch.serve(source, { reveal, now: () => now }));
    const target = scratch.path("revealed");
    expect((await client.full(target)).lastTx).toBe(SAMPLE.firstLogTx);
    now += 1499;
    expect((await client.incremental(target)).lastTx).toBe(SAMPLE.firstLogTx + 2);
  });

  it("serves files of every size around the block borders", async () => {
    const odd = await scratch.sample("odd");
    const sizes = [0, 1, 254, 255, 256, 509, 510, 511, 70_000];
    for (const size of sizes)
      await writeFile(join(odd, `neostore.size${size}`), Buffer.alloc(size, size % 251));
    for (const frameBytes of [64, 1000, 4 * 1024 * 1024]) {
      const target = scratch.path(`odd-${frameBytes}`);
      await clientOf(await scratch.serve(odd, { frameBytes })).full(target);
      const got = await contentOf(target);
      for (const size of sizes)
        expect(got.get(`neostore.size${size}`)).toBe(
          Buffer.alloc(size, size % 251).toString("latin1"),
        );
    }
  });

  it("leaves out what is no part of a store", async () => {
    const mixed = await scratch.sample("mixed");
    for (const name of [
      "neostore.id",
      "store_lock",
      "messages.log",
      "holdfast.manifest.json",
      ".holdfast-lock",
      "README.txt",
      "neostore.nodestore.db.id",
    ])
      await writeFile(join(mixed, name), "x");
    await mkdir(join(mixed, "forensics"));
    await writeFile(join(mixed, "forensics/neostore.transaction.db.0"), "x");
    await writeFile(join(mixed, "schema/label/lucene/write.lock"), "");
    const outcome = await clientOf(await scratch.serve(mixed)).full(scratch.path("mixed-full"));
    expect(outcome.files).toBe(SAMPLE.files);
  });

  it("adds its logs when forensics are asked for", async () => {
    const target = scratch.path("forensics");
    const client = clientOf(await scratch.serve(source));
    await client.full(target, { gatherForensics: true });
    const got = await contentOf(target);
    const before = await contentOf(source);
    for (const version of [0, 1, 2])
      expect(got.get(`forensics/neostore.transaction.db.${version}`)).toBe(
        before.get(`neostore.transaction.db.${version}`),
      );
  });

  it("serves many clients at once, slow ones too", async () => {
    const server = await scratch.serve(source, { frameBytes: 4096 });
    const runs = Array.from({ length: 12 }, (_, i) =>
      clientOf(server).full(scratch.path(`many-${i}`)),
    );
    for (const outcome of await Promise.all(runs)) expect(outcome.lastTx).toBe(SAMPLE.lastTx);
  });

  it("sees its newest log grow, and not the torn transaction at its end", async () => {
    const growing = await scratch.sample("growing");
    const path = join(growing, "neostore.transaction.db.2");
    const whole = await readFile(path);
    const cut = whole.length - 100;
    await writeFile(path, whole.subarray(0, cut));
    const client = clientOf(await scratch.serve(growing));
    const target = scratch.path("grown");
    expect((await client.full(target)).lastTx).toBe(SAMPLE.lastTx - 1);
    await appendFile(path, whole.subarray(cut, cut + 50));
    expect((await client.incremental(target)).nothingNew).toBe(true);
    await appendFile(path, whole.subarray(cut + 50));
    expect((await client.incremental(target)).lastTx).toBe(SAMPLE.lastTx);
  });

  it("tells its store, and closes when its signal says so", async () => {
    const controller = new AbortController();
    const { port } = await scratch.serve(source, { signal: controller.signal });
    const { store } = await inspect(source);
    expect(await probe({ host: "127.0.0.1", port })).toMatchObject({ store, dialect: 1 });
    controller.abort();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await codeOf(probe({ host: "127.0.0.1", port }))).toBe("connect-refused");
  });
});

describe("what goes wrong", () => {
  it("answers as pruned when the logs do not reach back, so that clients fall back to full", async () => {
    const target = scratch.path("pruned");
    await clientOf(await scratch.serve(source, { reveal: () => 0 })).full(target);
    const client = clientOf(await scratch.serve(source, { oldestTx: SAMPLE.firstLogTx + 4 }));
    expect(await codeOf(client.incremental(target))).toBe("transactions-missing");
    const outcome = await client.backup(target);
    expect(outcome.fellBackBecause?.code).toBe("transactions-missing");
    expect(outcome.lastTx).toBe(SAMPLE.lastTx);
  });

  it("answers a client that is ahead as a real server does: nothing new", async () => {
    const target = scratch.path("ahead");
    await clientOf(await scratch.serve(source)).full(target);
    const behind = clientOf(await scratch.serve(source, { reveal: () => SAMPLE.lastTx - 3 }));
    expect(await codeOf(behind.incremental(target))).toBe("server-behind");
  });

  it("cuts an answer in the middle", async () => {
    const onFrame = ({ index }: { index: number }) => (index === 3 ? "cut" : "send");
    const server = await scratch.serve(source, { frameBytes: 4096, onFrame });
    expect(await codeOf(clientOf(server).full(scratch.path("cut")))).toBe("closed-early");
  });

  it("freezes in the middle, and still closes", async () => {
    const server = await scratch.serve(source, {
      frameBytes: 4096,
      onFrame: ({ index }) => (index === 3 ? new Promise(() => undefined) : "send"),
    });
    const client = clientOf(server).withTimeout(200);
    expect(await codeOf(client.full(scratch.path("frozen")))).toBe("read-timeout");
    await server.close();
  });

  it("fails in the middle, and tells class and message", async () => {
    const server = await scratch.serve(source, {
      frameBytes: 4096,
      onFrame: ({ index }) => {
        if (index === 3) throw new ServedFailure("IOException", "the disk made a noise");
        return "send";
      },
    });
    const failure = await clientOf(server)
      .full(scratch.path("failed"))
      .catch((e) => e);
    expect(failure).toMatchObject({
      code: "server-failure",
      server: { className: "java.io.IOException", message: "the disk made a noise" },
    });
  });

  it("refuses what is no backup, a gap, and an address in use", async () => {
    await mkdir(scratch.path("nothing"));
    expect(await codeOf(scratch.serve(scratch.path("nothing")))).toBe("no-backup");
    expect(await codeOf(scratch.serve(scratch.path("not-there")))).toBe("no-backup");
    const gap = await scratch.sample("gap");
    const path = join(gap, "neostore.transaction.db.1");
    const log = await readFile(path);
    await writeFile(path, log.subarray(0, log.length - 10));
    expect(await codeOf(scratch.serve(gap))).toBe("damaged-backup");
    const { port } = await scratch.serve(source);
    expect(await codeOf(scratch.serve(source, { port }))).toBe("usage");
  });
});
