import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { probe } from "../index.ts";
import { SAMPLE, Scratch } from "../serve/testing/served-sample.ts";
import { main } from "./main.ts";

let scratch: Scratch;
let source: string;
let at: string;
let port: number;
beforeAll(async () => {
  scratch = await Scratch.make();
  source = await scratch.sample("source");
  ({ port } = await scratch.serve(source));
  at = `127.0.0.1:${port}`;
});
afterAll(() => scratch.end());

interface Run {
  exit: number;
  out: string[];
  err: string[];
}
async function run(
  argv: string[],
  { isTTY = false, signal = new AbortController().signal } = {},
): Promise<Run> {
  const written = { out: "", err: "" };
  const exit = await main(argv, {
    stdout: { write: (text: string) => (written.out += text) },
    stderr: { write: (text: string) => (written.err += text), isTTY, columns: 100 },
    signal,
  });
  const lines = (text: string) => text.split("\n").filter((l) => l !== "");
  return { exit, out: lines(written.out), err: lines(written.err) };
}
const backup = (name: string, ...more: string[]) =>
  run(["-host", "127.0.0.1", "-port", String(port), "-to", scratch.path(name), ...more]);
const FIGURES =
  /^\w+ backup: .*; last transaction 231, committed \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/;

describe("backing up", () => {
  it("makes a full backup, then incremental ones, in the Java tool's words", async () => {
    const full = await backup("words");
    expect(full.exit).toBe(0);
    expect(full.out[0]).toBe(`Performing backup from '${at}'`);
    expect(full.out[1]).toMatch(FIGURES);
    expect(full.out[1]).toMatch(/^Full backup: 23 files, .* 12 transactions \(220 to 231\)/);
    expect(full.out[2]).toMatch(/^Verified: SHA-256 of every file/);
    expect(full.out.at(-2)).toMatch(/^Consistent; took/);
    expect(full.out.at(-1)).toBe("Done");
    const again = await backup("words");
    expect(again.exit).toBe(0);
    expect(again.out[1]).toMatch(/^No new transactions; last transaction 231/);
    expect(again.out.at(-1)).toBe("Done");
  });

  it("checks the records after an incremental backup only when told so", async () => {
    await backup("always");
    const again = await backup("always", "-verify", "always");
    expect(again.out.join()).toContain("No new transactions");
    expect(again.out.join()).not.toContain("Consistent;");
    const full = await backup("always-full", "-verify=always");
    expect(full.out.join()).toContain("Consistent;");
  });

  it.each([["-verify=false"], ["-consistency-checker", "none"]])(
    "does not verify with %s",
    async (...more) => {
      const { exit, out } = await backup(`unverified${more.length}`, ...more);
      expect(exit).toBe(0);
      expect(out.join()).not.toContain("Verified");
    },
  );

  it("prints milestones into a file, one line that changes on a terminal", async () => {
    const inFile = await backup("milestones");
    expect(inFile.err).toContain("Receiving store files");
    expect(inFile.err.join()).not.toContain("\r");
    const onTerminal = await run(
      ["-host=127.0.0.1", `-port=${port}`, "-to", scratch.path("terminal")],
      { isTTY: true },
    );
    const line = onTerminal.err.join("");
    expect(line).toMatch(/\rVerifying: 23 files, [\d.]+ kB, 12 transactions/);
    expect(line.endsWith("\r\u001b[K")).toBe(true);
  });

  it("falls back to a full backup when logs are pruned, and says where the old one lies", async () => {
    const target = scratch.path("pruned");
    const first = await scratch.serve(source, { reveal: () => 0 });
    const pruned = await scratch.serve(source, { oldestTx: 225 });
    const to = (p: number) => run(["-host", "127.0.0.1", "-port", String(p), "-to", target]);
    expect((await to(first.port)).exit).toBe(0);
    const { exit, out } = await to(pruned.port);
    expect(exit).toBe(0);
    expect(out[1]).toMatch(/^The backup could not be continued: the server no longer has/);
    const kept = /^The old backup was kept, as (.*)$/.exec(out[2] ?? "")?.[1];
    expect(await readdir(kept as string)).toContain("neostore");
    expect(out[3]).toMatch(FIGURES);
  });

  it("tries the members of a cluster in order", async () => {
    const dead = await scratch.serve(source);
    await dead.close();
    const from = `ha://127.0.0.1:${dead.port},127.0.0.1:${port}`;
    const { exit, out } = await run(["-from", from, "-to", scratch.path("ha")]);
    expect(exit).toBe(0);
    expect(out.slice(0, 3)).toEqual([
      `Performing backup from '127.0.0.1:${dead.port}'`,
      `Couldn't connect to '127.0.0.1:${dead.port}'`,
      `Performing backup from '${at}'`,
    ]);
    expect(out.at(-1)).toBe("Done");
  });

  it("prints one JSON document and nothing else with -json", async () => {
    const good = await backup("json", "--json");
    expect(JSON.parse(good.out.join("\n"))).toMatchObject({
      ok: true,
      outcome: { kind: "full", lastTx: SAMPLE.lastTx, verdict: { ok: true } },
    });
    await writeFile(scratch.path("file"), "x");
    const bad = await backup("file", "-json");
    expect(bad.exit).toBe(1);
    expect(JSON.parse(bad.out.join("\n"))).toMatchObject({
      ok: false,
      error: { code: expect.any(String) },
    });
  });
});

describe("what goes wrong", () => {
  it.each([
    [[], ["Please specify -host and optionally -port, examples:"]],
    [["-host", "h"], ["Specify target location with -to <target-directory>"]],
    [
      ["-from", "http://h", "-to", "d"],
      ["Please properly specify a location to backup in the form -host <host> -port <port>"],
    ],
    [
      ["-host", "h", "-to", "d", "-config", "no-such-file"],
      ["Could not read configuration properties file [no-such-file]"],
    ],
  ])("%j ends with the Java tool's line and 1", async (argv, expected) => {
    const { exit, out } = await run(argv);
    expect(exit).toBe(1);
    expect(out.slice(0, 1)).toEqual(expected);
  });

  it.each([
    [["-port", "x"], /port is a number/],
    [["-timeout", "xyz"], /-timeout is a number/],
    [["-full-timeout", "soon"], /-full-timeout is a number/],
    [["-consistency-checker", "bogus"], /one of NONE, DEFAULT, EXPERIMENTAL, LEGACY, not bogus/],
    [["-verify=perhaps"], /-verify is true, false, always, not perhaps/],
  ])("%j is refused with 1", async (more, expected) => {
    const { exit, err } = await run(["-host", "h", "-to", "d", ...more]);
    expect(exit).toBe(1);
    expect(err[0]).toMatch(expected);
  });

  it("waits for a full backup to begin as long as it is told, however short the other limit", async () => {
    const stuck = await scratch.serve(source, {
      onFrame: ({ request }) =>
        request.kind === "full" ? new Promise<never>(() => undefined) : "send",
    });
    const limits = ["-timeout", "50ms", "-full-timeout", "400ms"];
    const address = ["-host", "127.0.0.1", "-port", String(stuck.port)];
    const startedAt = performance.now();
    const { exit, err } = await run([...address, "-to", scratch.path("stuck"), ...limits]);
    expect(exit).toBe(1);
    expect(performance.now() - startedAt).toBeGreaterThan(390);
    expect(err.join()).toMatch(/nothing of an answer came from .* for 0\.4 s/);
  });

  it("says that it cannot connect, what is safe and what to do", async () => {
    const dead = await scratch.serve(source);
    await dead.close();
    const argv = ["-host", "127.0.0.1", "-port", String(dead.port), "-to", scratch.path("dead")];
    const { exit, out, err } = await run(argv);
    expect(exit).toBe(1);
    expect(out).toEqual([
      `Performing backup from '127.0.0.1:${dead.port}'`,
      `Couldn't connect to '127.0.0.1:${dead.port}'`,
    ]);
    expect(err.map((l) => l.split(":")[0])).toEqual(["Failed", "Still safe", "What to do"]);
  });

  it("leaves a directory that is no backup alone", async () => {
    await mkdir(scratch.path("papers"));
    await writeFile(join(scratch.path("papers"), "letter.txt"), "Dear reader");
    const { exit, err } = await backup("papers");
    expect(exit).toBe(1);
    expect(err[0]).toMatch(/not empty and holds no backup/);
    expect(await readdir(scratch.path("papers"))).toEqual(["letter.txt"]);
  });

  it("ends with 1 and nothing published when it is cancelled", async () => {
    const controller = new AbortController();
    const frozen = await scratch.serve(source, {
      frameBytes: 4096,
      onFrame: ({ index }) => {
        if (index < 3) return "send";
        controller.abort();
        return new Promise(() => undefined);
      },
    });
    const target = scratch.path("cancelled");
    const argv = ["-host", "127.0.0.1", "-port", String(frozen.port), "-to", target];
    const { exit, err } = await run(argv, { signal: controller.signal });
    expect(exit).toBe(1);
    expect(err).toContain("Cancelled.");
    await expect(readdir(target)).rejects.toThrow();
  });

  it("warns of an unknown option, in one line, and goes on", async () => {
    const { exit, err } = await backup("unknown", "-pagecache", "8m");
    expect(exit).toBe(0);
    expect(err[0]).toBe("Warning: there is no option -pagecache, it is ignored");
  });
});

describe("other commands", () => {
  it("inspects a backup", async () => {
    const { exit, out } = await run(["inspect", source]);
    expect(exit).toBe(0);
    expect(out).toContain("Log files: 3");
    expect(out.join("\n")).toMatch(
      /neostore\.transaction\.db\.1: .* 8 transactions \(220 to 227\)/,
    );
    const json = await run(["inspect", source, "--json"]);
    expect(JSON.parse(json.out.join("\n"))).toMatchObject({
      ok: true,
      inspection: { baseEndTx: SAMPLE.baseEndTx, lastTx: SAMPLE.lastTx },
    });
  });

  it("verifies a backup, and finds what was changed", async () => {
    await backup("verified");
    const whole = await run(["verify", scratch.path("verified")]);
    expect(whole.exit).toBe(0);
    expect(whole.out.at(-1)).toBe("The backup is whole.");
    const file = join(scratch.path("verified"), "neostore.nodestore.db");
    await writeFile(file, Buffer.alloc(8190, 7));
    const damaged = await run(["verify", scratch.path("verified")]);
    expect(damaged.exit).toBe(1);
    expect(damaged.out[0]).toMatch(/^Found: .*neostore\.nodestore\.db/);
    expect(damaged.out.at(-1)).toBe("The backup is damaged: 1 finding.");
    const json = await run(["verify", scratch.path("verified"), "-json"]);
    expect(JSON.parse(json.out.join("\n"))).toMatchObject({ ok: false });
  });

  it.each([["inspect"], ["verify"], ["serve"]])(
    "%s needs one directory that is a backup",
    async (command) => {
      expect((await run([command])).err[0]).toMatch(/needs one directory/);
      const { exit, err } = await run([command, scratch.path("not-there")]);
      expect(exit).toBe(1);
      expect(err.join("\n")).toMatch(/^Failed: there is no backup/m);
    },
  );

  it("serves until it is stopped, and tells each answer", async () => {
    const controller = new AbortController();
    const out: string[] = [];
    const err: string[] = [];
    const done = main(["serve", source, "--port", "0"], {
      stdout: { write: (text: string) => out.push(text) },
      stderr: { write: (text: string) => err.push(text) },
      signal: controller.signal,
    });
    while (out.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const served = Number(/ at 127\.0\.0\.1:(\d+), Ctrl-C ends it/.exec(out[0] ?? "")?.[1]);
    await probe({ host: "127.0.0.1", port: served });
    controller.abort();
    expect(await done).toBe(0);
    expect(err[0]).toMatch(/^127\.0\.0\.1:\d+ incremental after \d+, no transactions, 47 B\n$/);
  });

  it("prints help and version", async () => {
    const help = await run(["--help"]);
    expect(help.exit).toBe(0);
    for (const option of ["-host HOST", "-gather-forensics", "inspect DIR", "serve DIR"])
      expect(help.out.join("\n")).toContain(option);
    expect(Math.max(...help.out.map((l) => l.length))).toBeLessThanOrEqual(104);
    expect((await run(["--version"])).out).toEqual([
      expect.stringMatching(/^neo4j-backup \d+\.\d+/),
    ]);
    expect((await run(["verify", "-help"])).exit).toBe(0);
  });
});
