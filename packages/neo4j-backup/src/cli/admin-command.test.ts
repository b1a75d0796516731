import { mkdir, open, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspect } from "../index.ts";
import { contentOf, SAMPLE, Scratch } from "../serve/testing/served-sample.ts";
import { adminMain } from "./admin-main.ts";

let scratch: Scratch;
let source: string;
let port: number;
beforeAll(async () => {
  scratch = await Scratch.make();
  source = await scratch.sample("source");
  ({ port } = await scratch.serve(source));
  await mkdir(scratch.path("backups"));
});
afterAll(() => scratch.end());

async function run(...argv: string[]): Promise<{ exit: number; out: string; err: string }> {
  const written = { out: "", err: "" };
  const exit = await adminMain(argv, {
    stdout: { write: (text: string) => (written.out += text) },
    stderr: { write: (text: string) => (written.err += text) },
    signal: new AbortController().signal,
  });
  return { exit, ...written };
}
const backUp = (name: string, ...more: string[]) =>
  run(
    "backup",
    `--backup-dir=${scratch.path("backups")}`,
    `--name=${name}`,
    `--cc-report-dir=${scratch.root}`,
    ...(more.some((one) => one.startsWith("--from")) ? [] : [`--from=127.0.0.1:${port}`]),
    ...more,
  );
const names = async (name: string): Promise<string[]> =>
  (await readdir(scratch.path("backups"))).filter((one) => one.startsWith(name)).sort();

/** A port on which nobody listens. */
async function deadPort(): Promise<number> {
  const server = await scratch.serve(source);
  await server.close();
  return server.port;
}

describe("holdfast-admin backup", () => {
  it("makes a full backup, then incremental ones, and checks each", async () => {
    const full = await backUp("plain");
    expect(full).toMatchObject({ exit: 0, err: expect.not.stringContaining("failed") });
    expect(full.out).toMatch(/^Doing full backup\.\.\.\n/);
    expect(full.out).toMatch(
      /Checked up to transaction 231: .*\nNot looked at: .*\nBackup complete\.\n$/,
    );
    const again = await backUp("plain");
    expect(again.exit).toBe(0);
    expect(again.out).toMatch(/^Destination is not empty, doing incremental backup\.\.\.\nNo new/);
    expect((await inspect(join(scratch.path("backups"), "plain"))).lastTx).toBe(SAMPLE.lastTx);
  });

  it("leaves a good backup where it is when the server cannot be reached", async () => {
    await backUp("unreachable");
    const directory = join(scratch.path("backups"), "unreachable");
    const before = await contentOf(directory);
    const { exit, err } = await backUp("unreachable", `--from=127.0.0.1:${await deadPort()}`);
    expect(exit).toBe(1);
    expect(err).toMatch(/command failed: nothing listens on that port/);
    expect(await contentOf(directory)).toEqual(before);
    expect(await names("unreachable")).toEqual(["unreachable"]);
  });

  it("replaces a backup whose log was pruned only once the new one is whole, and keeps it", async () => {
    const early = await scratch.serve(source, { reveal: () => 0 });
    const from = (p: number) => `--from=127.0.0.1:${p}`;
    await backUp("pruned", from(early.port));
    const pruned = await scratch.serve(source, { oldestTx: 225 });
    const refused = await backUp("pruned", from(pruned.port), "--fallback-to-full=false");
    expect(refused).toMatchObject({ exit: 1, err: expect.stringContaining("no longer has") });
    const directory = join(scratch.path("backups"), "pruned");
    const before = await contentOf(directory);
    let frames = 0;
    const cut = await scratch.serve(source, {
      oldestTx: 225,
      frameBytes: 4096,
      onFrame: ({ request }) => (request.kind === "full" && ++frames > 3 ? "cut" : "send"),
    });
    expect((await backUp("pruned", from(cut.port))).exit).toBe(1);
    expect(await contentOf(directory)).toEqual(before);
    const { exit, out } = await backUp("pruned", from(pruned.port));
    expect(exit).toBe(0);
    expect(out).toMatch(
      /Incremental backup failed: .*\nDoing full backup\.\.\.\nOld backup renamed to '.*pruned\.err\.0'/,
    );
    expect(await names("pruned")).toEqual(["pruned", "pruned.err.0"]);
    const kept = await contentOf(`${directory}.err.0`);
    expect(kept).toEqual(before);
  });

  it("puts a whole new backup into its place that a killed run left beside it", async () => {
    await backUp("swap");
    const directory = join(scratch.path("backups"), "swap");
    await rename(directory, `${directory}.temp.0`);
    const { exit, out } = await backUp("swap");
    expect(exit).toBe(0);
    expect(out).toMatch(/^An earlier run was interrupted: .*\nDestination is not empty/);
    expect(await names("swap")).toEqual(["swap"]);
  });

  it("begins anew where a first run was killed while it published", async () => {
    await backUp("published");
    const directory = join(scratch.path("backups"), "published");
    const staging = join(directory, ".holdfast-staging");
    const names = (await readdir(directory)).filter((name) => name !== "holdfast.manifest.json");
    await mkdir(staging);
    await rename(join(directory, "neostore"), join(staging, "neostore"));
    await writeFile(join(staging, ".holdfast-publish.json"), JSON.stringify(names));
    const { exit, out } = await backUp("published");
    expect(exit).toBe(0);
    expect(out).toMatch(/^Doing full backup/);
    expect(await readdir(directory)).not.toContain(".holdfast-staging");
  });

  it("ends with 3 and a report when records contradict each other", async () => {
    const broken = await scratch.sample("broken");
    const nodes = await open(join(broken, "neostore.nodestore.db"), "r+");
    for (let id = 1; id < 60; id++) await nodes.write(Buffer.from([0]), 0, 1, id * 15);
    await nodes.close();
    const { port: at } = await scratch.serve(broken);
    const { exit, err } = await backUp("inconsistent", `--from=127.0.0.1:${at}`);
    expect(exit).toBe(3);
    const report = /See '(.*)' for details/.exec(err)?.[1] as string;
    expect(await readFile(report, "utf8")).toMatch(/^\d+ inconsistencies in .*inconsistent/);
    const unchecked = await backUp(
      "inconsistent",
      `--from=127.0.0.1:${at}`,
      "--check-consistency=false",
    );
    expect(unchecked.exit).toBe(0);
  });

  it("ends with 2 when the check cannot be made, and says that the backup is whole", async () => {
    await backUp("uncheckable", "--check-consistency=false");
    const directory = join(scratch.path("backups"), "uncheckable");
    await writeFile(`${directory}.holdfast-check-${process.pid}`, "in the way");
    const { exit, err } = await backUp("uncheckable");
    expect(exit).toBe(2);
    expect(err).toContain("The backup itself is whole; its consistency was not checked.");
  });

  it("tries several servers in order", async () => {
    const from = `--from=127.0.0.1:${await deadPort()},127.0.0.1:${port}`;
    const { exit, err } = await backUp("several", from);
    expect(exit).toBe(0);
    expect(err).toContain("Couldn't connect to '127.0.0.1:");
  });

  it("refuses a directory of other files, and one that does not exist", async () => {
    const foreign = join(scratch.path("backups"), "foreign");
    await mkdir(foreign);
    await writeFile(join(foreign, "mine"), "x");
    expect(await backUp("foreign")).toMatchObject({
      exit: 1,
      err: expect.stringContaining("not empty"),
    });
    expect(await readdir(foreign)).toEqual(["mine"]);
    const missing = await run("backup", `--backup-dir=${scratch.path("none")}`, "--name=x");
    expect(missing).toMatchObject({
      exit: 1,
      err: expect.stringMatching(/Directory '.*none' does not exist/),
    });
  });

  it.each([
    [["--backup-dir=."], /--name is needed/],
    [["--name=x"], /--backup-dir is needed/],
    [["--backup-dir=.", "--name=../x"], /name of a directory/],
    [["--backup-dir=.", "--name=.."], /name of a directory/],
    [["--backup-dir=.", "--name=x", "--nonsense=1"], /there is no option --nonsense=1/],
    [["--backup-dir=.", "--name=x", "--protocol=catchup"], /not spoken/],
    [["--backup-dir=.", "--name=x", "--pagecache=xyz"], /size such as 8m/],
    [["--backup-dir=.", "--name=x", "--timeout=soon"], /is a number with ms, s, m or h/],
    [["--backup-dir=.", "--name=x", "--cc-graph=perhaps"], /true or false/],
    [["--backup-dir=.", "--name=x", "--cc-report-dir=./none"], /does not exist/],
    [["--backup-dir=.", "--name=x", "stray"], /stray is no option/],
  ])("refuses %j with the reason", async (argv, reason) => {
    const { exit, err } = await run("backup", ...argv);
    expect(exit).toBe(1);
    expect(err).toMatch(/^command failed: /);
    expect(err).toMatch(reason);
  });

  it("shows its options, and knows no other command", async () => {
    const help = await run("backup", "--help");
    expect(help).toMatchObject({ exit: 0, out: expect.stringContaining("--fallback-to-full") });
    expect(await run("restore")).toMatchObject({ exit: 1, err: expect.stringContaining("usage:") });
    expect(await run()).toMatchObject({
      exit: 1,
      err: expect.stringContaining("a command is needed"),
    });
  });
});
