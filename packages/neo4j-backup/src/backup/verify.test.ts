import {
  appendFileSync,
  cpSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { goldenServer, handMade, logPath, writeTree } from "../../test/golden/directories.ts";
import { scratchDirectory } from "../../test/golden/scratch.ts";
import { stateOf } from "../../test/hostile/directory-state.ts";
import { verify } from "./verify.ts";

// The machine may be busy with much else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const scratch = scratchDirectory("verify");
afterAll(scratch.remove);
const template = join(scratch.path, "template");
let target = "";
let made = 0;
beforeAll(async () => {
  const { server, backup } = await goldenServer();
  await backup.full(template);
  await backup.incremental(template);
  await server.close();
});
beforeEach(() => {
  target = join(scratch.path, String(++made));
  cpSync(template, target, { recursive: true });
});
const change = (name: string, act: (b: Buffer) => void): void => {
  const b = readFileSync(join(target, name));
  act(b);
  writeFileSync(join(target, name), b);
};
const flip = (name: string, at: number): void =>
  change(name, (b) => {
    b[at] = (b[at] ?? 0) ^ 0x10;
  });

describe("verify", () => {
  it("finds nothing in a good backup, writes nothing, and says what it looked at", async () => {
    const before = stateOf(target);
    const seen: number[] = [];
    const verdict = await verify(target, { onProgress: (p) => seen.push(p.verifiedBytes ?? 0) });
    expect(verdict).toMatchObject({ ok: true, findings: [] });
    expect(verdict.checked).toContain("SHA-256 of every file against the manifest");
    expect(verdict.notChecked).toContain("records of the store");
    expect(stateOf(target)).toEqual(before);
    expect(seen.at(-1)).toBeGreaterThanOrEqual(0);
  });

  it.each<[string, () => void, object]>([
    [
      "one bit of a store file",
      () => flip("neostore.nodestore.db", 40),
      { code: "changed-file", file: "neostore.nodestore.db" },
    ],
    ["one bit of neostore", () => flip("neostore", 30), { code: "changed-file", file: "neostore" }],
    [
      "a file that is gone",
      () => rmSync(join(target, "neostore.nodestore.db")),
      { code: "missing-file", file: "neostore.nodestore.db" },
    ],
    [
      "a file that is shorter",
      () => truncateSync(join(target, "neostore.propertystore.db"), 100),
      { code: "changed-file", file: "neostore.propertystore.db", range: [100, 8159] },
    ],
    [
      "a file that is longer",
      () => appendFileSync(join(target, "neostore.propertystore.db"), "x"),
      { code: "changed-file", range: [8159, 8160] },
    ],
    [
      "a file too many",
      () => writeFileSync(join(target, "schema/extra"), "x"),
      { code: "unknown-file", file: "schema/extra" },
    ],
    [
      "a link",
      () => symlinkSync("/etc", join(target, "schema/link")),
      { code: "unknown-file", file: "schema/link" },
    ],
    [
      "a log file that is gone",
      () => rmSync(join(target, logPath(0))),
      { code: "missing-file", file: logPath(0) },
    ],
    [
      "a log file that nobody listed",
      () => cpSync(join(target, logPath(1)), join(target, logPath(2))),
      { code: "unknown-file", file: logPath(2) },
    ],
    [
      "one bit inside a log entry",
      () => flip(logPath(1), 60),
      { code: "changed-file", file: logPath(1) },
    ],
    [
      "an entry that is none",
      () => change(logPath(1), (b) => b.writeUInt8(0x77, 16)),
      { code: "bad-log", file: logPath(1), range: [16, expect.any(Number)] },
    ],
    [
      "zeros behind a log",
      () => appendFileSync(join(target, logPath(1)), Buffer.alloc(100)),
      { code: "torn-tail", file: logPath(1) },
    ],
    [
      "a log cut in a transaction",
      () => change(logPath(1), () => undefined) ?? truncateSync(join(target, logPath(1)), 500),
      { code: "torn-tail", file: logPath(1) },
    ],
    [
      "the wrong log header",
      () => change(logPath(1), (b) => b.writeUInt8(9, 7)),
      { code: "bad-log", file: logPath(1), range: [0, 16] },
    ],
    [
      "record 2 of neostore",
      () => change("neostore", (b) => b.writeBigInt64BE(0n, 19)),
      { code: "changed-file", file: "neostore", range: [19, 27] },
    ],
    [
      "a manifest that is none",
      () => writeFileSync(join(target, "holdfast.manifest.json"), "{}"),
      { code: "damaged-backup" },
    ],
  ])("finds %s", async (_, damage, finding) => {
    damage();
    const verdict = await verify(target);
    expect(verdict.ok).toBe(false);
    expect(verdict.findings).toEqual(expect.arrayContaining([expect.objectContaining(finding)]));
  });

  it("without a manifest checks the logs, and says that bytes were not looked at", async () => {
    const path = join(scratch.path, "hand-made");
    writeTree(path, handMade());
    const good = await verify(path);
    expect(good).toMatchObject({ ok: true });
    expect(good.notChecked[0]).toMatch(/there is no manifest/);
    rmSync(join(path, logPath(4)));
    expect((await verify(path)).findings.map((f) => f.code)).toContain("log-gap");
  });

  it("refuses what is no backup, and can be cancelled", async () => {
    await expect(verify(join(scratch.path, "missing"))).rejects.toMatchObject({
      code: "no-backup",
    });
    await expect(verify(target, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});
