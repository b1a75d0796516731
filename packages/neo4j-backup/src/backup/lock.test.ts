import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { scratchDirectory } from "../../test/golden/scratch.ts";
import { BackupError } from "../catalogue/errors.ts";
import { LOCK_NAME, lockDirectory } from "./lock.ts";

// The machine may be busy with much else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const scratch = scratchDirectory("lock");
afterAll(scratch.remove);
let directory = "";
let made = 0;
beforeEach(() => {
  directory = join(scratch.path, String(++made));
  mkdirSync(directory);
});
const path = () => join(directory, LOCK_NAME);
const taken = async (): Promise<string> => {
  const found = await lockDirectory(directory).catch((e) => e);
  if (found instanceof BackupError) return found.code;
  await found.release();
  return "taken";
};
const write = (owner: object | string): void =>
  writeFileSync(path(), typeof owner === "string" ? owner : JSON.stringify(owner));
const deadPid = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

describe("the lock of a directory", () => {
  it("is held by one, who is named, and free again when released", async () => {
    const lock = await lockDirectory(directory);
    const error = await lockDirectory(directory).catch((e) => e);
    expect(error).toMatchObject({
      code: "locked",
      detail: expect.stringContaining(`process ${process.pid} on ${hostname()}`),
    });
    await lock.release();
    expect(existsSync(path())).toBe(false);
    expect(await taken()).toBe("taken");
  });

  it("is given to one only of many who ask at once", async () => {
    const asked = await Promise.allSettled(
      Array.from({ length: 20 }, () => lockDirectory(directory)),
    );
    expect(asked.filter((a) => a.status === "fulfilled")).toHaveLength(1);
  });

  it("is given to one only of many who find a dead one", async () => {
    for (let round = 0; round < 10; round++) {
      write({ host: hostname(), pid: deadPid(), started: "1", nonce: "x" });
      const asked = await Promise.allSettled(
        Array.from({ length: 8 }, () => lockDirectory(directory)),
      );
      const won = asked.filter((a) => a.status === "fulfilled");
      expect(won.length).toBe(1);
      for (const a of won) await a.value.release();
    }
  });

  it.each<[string, () => object | string, string]>([
    [
      "a process that died",
      () => ({ host: hostname(), pid: deadPid(), started: "1", nonce: "x" }),
      "taken",
    ],
    [
      "an older process with our number",
      () => ({ host: hostname(), pid: process.pid, started: "1", nonce: "x" }),
      "taken",
    ],
    [
      "another host that wrote lately",
      () => ({ host: "elsewhere", pid: 1, started: "1", nonce: "x" }),
      "locked",
    ],
    ["bytes that say nothing, written lately", () => "", "locked"],
    ["no JSON, written lately", () => "{{{", "locked"],
  ])("left by %s is %s", async (_, owner, expected) => {
    write(owner());
    expect(await taken()).toBe(expected);
  });

  it.each([{ host: "elsewhere", pid: 1 }, ""])(
    "without a heartbeat for long is taken over: %j",
    async (owner) => {
      write(owner);
      const old = new Date(Date.now() - 3_600_000);
      utimesSync(path(), old, old);
      expect(await taken()).toBe("taken");
    },
  );

  it("moves with its directory", async () => {
    const lock = await lockDirectory(directory);
    const other = `${directory}-moved`;
    renameSync(directory, other);
    lock.moved(other);
    await lock.release();
    expect(existsSync(join(other, LOCK_NAME))).toBe(false);
  });

  it("of somebody else is never removed", async () => {
    const lock = await lockDirectory(directory);
    write({ host: "elsewhere", pid: 1, started: "1", nonce: "y" });
    await lock.release();
    expect(readFileSync(path(), "utf8")).toContain("elsewhere");
  });

  it("cannot be taken where there is no directory", async () => {
    directory = join(scratch.path, "missing");
    expect(await taken()).toBe("io-failure");
  });
});
