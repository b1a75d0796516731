import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { inspect } from "../index.ts";
import type { RunningServer } from "../serve/index.ts";
import { SAMPLE, Scratch } from "../serve/testing/served-sample.ts";
import { main } from "./main.ts";

vi.setConfig({ testTimeout: 60_000 });

let scratch: Scratch;
let reveal: number = SAMPLE.firstLogTx;
let server: RunningServer;
beforeAll(async () => {
  scratch = await Scratch.make();
  server = await scratch.serve(await scratch.sample("source"), { reveal: () => reveal });
});
afterAll(() => scratch.end());

function start(...argv: string[]) {
  const controller = new AbortController();
  let out = "";
  let err = "";
  const exit = main(["follow", ...argv], {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    signal: controller.signal,
  });
  const printed = (text: string | RegExp) => vi.waitFor(() => expect(out).toMatch(text));
  return { exit, printed, end: () => controller.abort(), out: () => out, err: () => err };
}

describe("neo4j-backup follow", () => {
  it("makes a full backup where there is none, follows it, and ends well on Ctrl-C", async () => {
    const directory = scratch.path("target");
    reveal = SAMPLE.firstLogTx;
    const run = start(
      "-host",
      "127.0.0.1",
      "-port",
      `${server.port}`,
      "-to",
      directory,
      "-every",
      "20ms",
    );
    await run.printed("Making a full backup");
    await run.printed("Connected");
    reveal = SAMPLE.lastTx;
    await run.printed(/11 transactions \(221 to 231\)/);
    run.end();
    expect(await run.exit).toBe(0);
    expect(run.out()).toMatch(
      /Ended after .*: 11 transactions, .*, 0 reconnects; last transaction 231/,
    );
    expect(await inspect(directory)).toMatchObject({ lastTx: SAMPLE.lastTx, repairs: [] });
  });

  it("makes a full backup beside the old one when the server no longer has what follows", async () => {
    const directory = scratch.path("fallen");
    reveal = SAMPLE.firstLogTx;
    const first = start(
      "-host",
      "127.0.0.1",
      "-port",
      `${server.port}`,
      "-to",
      directory,
      "-every",
      "20ms",
    );
    await first.printed("Connected");
    first.end();
    await first.exit;
    const pruned = await scratch.serve(scratch.path("source"), { oldestTx: 225 });
    const run = start(
      "-host",
      "127.0.0.1",
      "-port",
      `${pruned.port}`,
      "-to",
      directory,
      "-every",
      "20ms",
    );
    await run.printed("A full backup is made instead");
    await run.printed("The old backup was kept");
    await run.printed("Connected");
    run.end();
    expect(await run.exit).toBe(0);
    expect((await inspect(directory)).lastTx).toBe(SAMPLE.lastTx);
  });

  it("makes the full backup of the first member that is there, and follows the next one when it is lost", async () => {
    const directory = scratch.path("members");
    reveal = SAMPLE.firstLogTx;
    const dead = await scratch.serve(scratch.path("source"));
    await dead.close();
    const own = await scratch.serve(scratch.path("source"), { reveal: () => reveal });
    const at = (port: number) => `127.0.0.1:${port}`;
    const members = [dead.port, own.port, server.port].map(at).join(",");
    const run = start("-from", `ha://${members}`, "-to", directory, "-every", "20ms");
    await run.printed(`${at(dead.port)}: nothing listens on that port`);
    await run.printed(`Connected to ${at(own.port)}`);
    await own.close();
    await run.printed(`Connected to ${at(server.port)}`);
    reveal = SAMPLE.lastTx;
    await run.printed(/11 transactions \(221 to 231\)/);
    run.end();
    expect(await run.exit).toBe(0);
    expect(run.out()).toMatch(/1 reconnect; last transaction 231/);
  });

  it("passes over a member that is behind the backup", async () => {
    const directory = scratch.path("behind");
    reveal = SAMPLE.lastTx;
    const host = ["-host", "127.0.0.1", "-port", `${server.port}`];
    const first = start(...host, "-to", directory, "-every", "20ms");
    await first.printed("Connected");
    first.end();
    await first.exit;
    const behind = await scratch.serve(scratch.path("source"), {
      reveal: () => SAMPLE.firstLogTx,
    });
    const members = `ha://127.0.0.1:${behind.port},127.0.0.1:${server.port}`;
    const run = start("-from", members, "-to", directory, "-every", "20ms");
    await run.printed(/backup holds transactions that the server does not have.*tried next/);
    await run.printed(`Connected to 127.0.0.1:${server.port}`);
    run.end();
    expect(await run.exit).toBe(0);
  });

  it("prints a document a line for each pull that brought something", async () => {
    const directory = scratch.path("json");
    reveal = SAMPLE.firstLogTx;
    const run = start(
      "-json",
      "-host",
      "127.0.0.1",
      "-port",
      `${server.port}`,
      "-to",
      directory,
      "-every=20ms",
    );
    await run.printed('"state":"following"');
    reveal = SAMPLE.firstLogTx + 1;
    await run.printed('"lastTx":221');
    run.end();
    expect(await run.exit).toBe(0);
    const pulls = run
      .out()
      .trim()
      .split("\n")
      .map((one) => JSON.parse(one));
    expect(pulls.at(-1).pull).toMatchObject({ transactions: 1, firstTx: 221, lastTx: 221 });
  });

  it.each([
    [["-to", "x"], "specify -host"],
    [["-host", "a", "-to", "x", "-every", "soon"], "-every is a number"],
    [["-host", "a", "-to", "x", "-roll-size", "5x"], "-roll-size is a number"],
    [["-host", "a", "-to", "x", "-roll-time", "0"], "-roll-time is a number"],
  ])("refuses %j", async (argv, said) => {
    const run = start(...argv);
    expect(await run.exit).toBe(1);
    expect(run.out() + run.err()).toContain(said);
  });

  it("says that it cannot connect", async () => {
    const gone = await scratch.serve(scratch.path("source"));
    await gone.close();
    const run = start("-host", "127.0.0.1", "-port", `${gone.port}`, "-to", scratch.path("none"));
    expect(await run.exit).toBe(1);
    expect(run.out()).toContain("Couldn't connect to '127.0.0.1:");
  });
});
