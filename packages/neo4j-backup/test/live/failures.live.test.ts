/** Failures that only a real server can show, each provoked for real. */
import { cp, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { logVersions, scanLogFile } from "../../src/backup/log-chain.ts";
import { type BackupError, OnlineBackup, verify } from "../../src/index.ts";
import { logName } from "../../src/log/log-header.ts";
import { stateOf } from "../hostile/directory-state.ts";
import { CuttingProxy } from "./cutting-proxy.ts";
import { type Facts, Lab, missingTools, type Server } from "./neo4j-lab.ts";

const PORT = 7955;
const NOTHING_PUBLISHED = "Nothing was published";
const STILL_THERE = "every restore point it had is still there";

describe.skipIf(missingTools)("failures of a real Neo4j 2.3.3", { timeout: 400_000 }, () => {
  let lab: Lab;
  let server: Server | undefined;
  let proxy: CuttingProxy | undefined;
  let directory: string;
  let facts: Facts;
  const backup = OnlineBackup.from("127.0.0.1", PORT);

  const start = async (database: string, settings: string[] = []) => {
    await server?.kill9();
    server = await lab.start({ directory: lab.data(database), port: PORT, settings });
    return server;
  };
  const stop = async () => {
    await server?.stop();
    server = undefined;
  };
  /** The run fails like this, and the backup is byte for byte what it was. */
  async function expectRefused(run: Promise<unknown>, expected: object): Promise<BackupError> {
    const state = stateOf(directory);
    const error = await run.then(
      () => expect.fail("it succeeded"),
      (e: BackupError) => e,
    );
    expect(error).toMatchObject({ safe: expect.stringContaining(STILL_THERE), ...expected });
    expect(stateOf(directory)).toEqual(state);
    return error;
  }

  beforeAll(async () => {
    lab = await Lab.make();
    directory = lab.path("backup");
    const first = await start("orders");
    await first.sendAll("load 2500", "index Person name", "big 12000000 14000000");
    await backup.full(directory);
    await stop();
    await cp(lab.data("orders"), lab.data("older"), { recursive: true });
    const second = await start("orders");
    await second.send("load 10 1");
    await backup.incremental(directory);
    facts = await second.facts();
    await second.send("load 5 1");
  });
  afterEach(async () => {
    await proxy?.close();
    proxy = undefined;
  });
  afterAll(() => lab?.end());

  /** Our way to the server goes through here; `act` runs after so many bytes of its answer. */
  async function through(after: number, act: Parameters<typeof CuttingProxy.start>[2]) {
    proxy = await CuttingProxy.start(PORT, after, act);
    return OnlineBackup.from("127.0.0.1", proxy.port);
  }

  test("a full backup is cancelled in the middle within two seconds", async () => {
    const cancel = new AbortController();
    let at = 0;
    const run = backup.full(lab.path("cancelled"), {
      signal: cancel.signal,
      onProgress: ({ bytes }) => {
        if (bytes < 500_000 || at > 0) return;
        at = performance.now();
        cancel.abort();
      },
    });
    await expect(run).rejects.toMatchObject({
      code: "cancelled",
      safe: expect.stringContaining(NOTHING_PUBLISHED),
    });
    expect(at).toBeGreaterThan(0);
    expect(performance.now() - at).toBeLessThan(2_000);
    expect(await readdir(lab.root)).not.toContain("cancelled");
  });

  test("a server that freezes in the middle of a full backup ends it when the time-out is over", async () => {
    const frozen = server as Server;
    const cut = await through(300_000, () => frozen.freeze());
    const startedAt = performance.now();
    const run = cut.withTimeout(1_500).full(lab.path("frozen"));
    await expect(run).rejects.toMatchObject({ code: "read-timeout", retry: "later" });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    frozen.thaw();
    expect(await readdir(lab.root)).not.toContain("frozen");
  });

  test("a server that is frozen from the start does not answer", async () => {
    const frozen = server as Server;
    frozen.freeze();
    try {
      await expectRefused(
        OnlineBackup.from("127.0.0.1", PORT).withTimeout(1_000).backup(directory),
        {
          code: "no-answer",
        },
      );
    } finally {
      frozen.thaw();
    }
  });

  test("a cancelled incremental backup leaves the backup as it was", async () => {
    const cancel = new AbortController();
    const wait = await through(60, () => {
      cancel.abort();
      return new Promise((resolve) => setTimeout(resolve, 5_000));
    });
    const startedAt = performance.now();
    await expectRefused(wait.incremental(directory, { signal: cancel.signal }), {
      code: "cancelled",
    });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test("an incremental backup that is cut in the middle changes nothing; the next one succeeds", async () => {
    const cut = await through(500, (now) => now.cut());
    await expectRefused(cut.incremental(directory), { code: "closed-early", retry: "later" });
    expect(await backup.incremental(directory)).toMatchObject({ transactions: 5 });
    facts = await (server as Server).facts();
    expect(await lab.verify(directory)).toEqual({ ...facts, consistent: true });
  });

  test("a directory that a running Neo4j has opened is not touched", async () => {
    await stop();
    const opened = lab.path("opened");
    await cp(directory, opened, { recursive: true });
    const holder = await lab.start({ directory: opened, port: PORT });
    const run = OnlineBackup.from("127.0.0.1", PORT).backup(opened);
    await expect(run).rejects.toMatchObject({
      code: "locked",
      detail: expect.stringContaining(`process ${holder.pid}`),
    });
    await holder.stop();
    await start("orders");
    expect(await backup.backup(opened)).toMatchObject({ kind: "incremental", nothingNew: true });
  });

  test("a server that is killed in the middle: nothing of a full is left, an incremental changes nothing", async () => {
    const dying = server as Server;
    await dying.sendAll("load 400 1", "big 8000000 8000000");
    const incremental = await through(900_000, () => dying.kill9());
    await expectRefused(incremental.incremental(directory), { code: "closed-early" });
    await proxy?.close();
    await start("orders");
    const full = await through(300_000, () => server?.kill9());
    await expect(full.full(lab.path("killed"))).rejects.toMatchObject({
      code: "closed-early",
      safe: expect.stringContaining(NOTHING_PUBLISHED),
    });
    expect(await readdir(lab.root)).not.toContain("killed");
    await start("orders");
    expect((await backup.incremental(directory)).transactions).toBeGreaterThan(400);
    facts = await (server as Server).facts();
  });

  test("a failure inside the server comes with its class and message", async () => {
    const broken = server as Server;
    await broken.sendAll("load 300 1", "rotate", "load 5 1");
    // The server reads the log before the current one from the disk when it is asked for it.
    const name = logName((await logVersions(broken.directory)).at(-2) as number);
    let at = 0;
    await scanLogFile(broken.directory, name, {
      onTransaction: ({ id, from }) => {
        if (id === facts.lastTx + 150) at = from;
      },
    });
    const handle = await open(join(broken.directory, name), "r+");
    await handle.write(Buffer.of(0xa0), 0, 1, at);
    await handle.close();
    const { server: said } = await expectRefused(backup.incremental(directory), {
      code: "server-failure",
    });
    expect(said?.className).toBe("java.lang.IllegalArgumentException");
    expect(said?.message).toContain("Unrecognized log entry version");
    await stop();
  });

  test("a server with backup disabled refuses the connection", async () => {
    await cp(lab.data("older"), lab.data("disabled"), { recursive: true });
    await start("disabled", ["online_backup_enabled=false"]);
    await expectRefused(backup.backup(directory), {
      code: "connect-refused",
      advice: expect.stringContaining("online_backup_enabled"),
    });
    await stop();
  });

  test("another database behind the address is a different store", async () => {
    await (await start("invoices")).send("load 10");
    await expectRefused(backup.backup(directory), { code: "different-store", retry: "never" });
    await stop();
  });

  test("a server that was restored from older data is behind", async () => {
    await start("older");
    const { detail } = await expectRefused(backup.backup(directory), { code: "server-behind" });
    expect(detail).toContain(`transaction ${facts.lastTx}`);
  });

  test("a server whose history was replaced has diverged", async () => {
    await (server as Server).send("load 430 1");
    const { detail } = await expectRefused(backup.backup(directory), { code: "diverged" });
    expect(detail).toContain(`transaction ${facts.lastTx}`);
    expect(await verify(directory)).toMatchObject({ ok: true });
    expect(await lab.verify(directory)).toEqual({ ...facts, consistent: true });
    await stop();
  });

  test("the other ports of a high-availability member are recognised", async () => {
    const cluster = PORT + 2;
    await start("member", [
      "ha.server_id=1",
      `ha.server=127.0.0.1:${PORT + 1}`,
      `ha.cluster_server=127.0.0.1:${cluster}`,
      `ha.initial_hosts=127.0.0.1:${cluster}`,
    ]);
    const to = lab.path("member");
    const ask = (port: number) => OnlineBackup.from("127.0.0.1", port).withTimeout(1_500).full(to);
    await expect(ask(PORT + 1)).rejects.toMatchObject({ code: "other-neo4j-port" });
    await expect(ask(cluster)).rejects.toMatchObject({ code: "no-answer" });
    expect(await ask(PORT)).toMatchObject({ kind: "full", dialect: 1 });
    expect(await lab.verify(to)).toMatchObject({ consistent: true });
    await rm(to, { recursive: true });
    await stop();
  });
});
