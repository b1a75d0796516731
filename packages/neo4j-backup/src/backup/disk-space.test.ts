import { afterEach, describe, expect, it, vi } from "vitest";
import { BackupError } from "../catalogue/errors.ts";
import { freeSpace, RESERVE_BYTES, SpaceWatch } from "./disk-space.ts";

const disk = vi.hoisted(() => ({
  bavail: 0,
  bsize: 1024,
  blocks: 1_000_000,
  files: 0,
  ffree: 0,
  asked: 0,
}));
vi.mock("node:fs/promises", async (original) => ({
  ...(await original<typeof import("node:fs/promises")>()),
  statfs: async () => {
    disk.asked++;
    return { ...disk };
  },
}));
afterEach(() => Object.assign(disk, { bavail: 1_000_000, files: 0, ffree: 0, asked: 0 }));

const codeOf = async (act: Promise<void> | undefined): Promise<string> => {
  try {
    await act;
    return "enough";
  } catch (error) {
    return error instanceof BackupError ? error.code : String(error);
  }
};

describe("free space", () => {
  it.each([
    [RESERVE_BYTES / 1024, "enough"],
    [RESERVE_BYTES / 1024 - 1, "no-space"],
    [0, "no-space"],
  ])("%i KiB free is %s", async (bavail, expected) => {
    disk.bavail = bavail;
    expect(await codeOf(new SpaceWatch("x").check())).toBe(expected);
  });

  it.each([
    [1000, 16, "enough"],
    [1000, 15, "no-space"],
    [0, 0, "enough"],
  ])("of %i inodes %i free is %s", async (files, ffree, expected) => {
    Object.assign(disk, { bavail: 1_000_000, files, ffree });
    expect(await codeOf(new SpaceWatch("x").check())).toBe(expected);
  });

  it("is looked at again before the reserve can be used up", async () => {
    disk.bavail = 1_000_000;
    const watch = new SpaceWatch("x");
    await watch.check();
    disk.bavail = 0;
    let written = 0;
    let found = "enough";
    while (found === "enough" && written < 4 * RESERVE_BYTES) {
      found = await codeOf(watch.wrote(1 << 20));
      written += 1 << 20;
    }
    expect(found).toBe("no-space");
    expect(written).toBeLessThanOrEqual(RESERVE_BYTES);
  });

  it("is looked at again when many files were made", async () => {
    Object.assign(disk, { bavail: 1_000_000, files: 1000, ffree: 500 });
    const watch = new SpaceWatch("x");
    await watch.check();
    disk.ffree = 0;
    const found: string[] = [];
    for (let i = 0; i < 300; i++) found.push(await codeOf(watch.created()));
    expect(found.indexOf("no-space")).toBeGreaterThan(-1);
  });

  it("is not asked for all the time", async () => {
    disk.bavail = 1_000_000;
    const watch = new SpaceWatch("x");
    for (let i = 0; i < 1000; i++) await watch.wrote(1000);
    expect(disk.asked).toBe(0);
  });

  it("says how much there is", async () => {
    Object.assign(disk, { bavail: 7, files: 9, ffree: 3 });
    expect(await freeSpace("x")).toEqual({
      freeBytes: 7168,
      totalBytes: 1_024_000_000,
      freeInodes: 3,
    });
  });
});
