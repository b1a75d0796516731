import { describe, expect, it, vi } from "vitest";
import { connectionTo } from "../../test/golden/fake-connection.ts";
import { framesOf } from "../../test/golden/goldens.ts";
import { BackupError } from "../catalogue/errors.ts";
import { MessageReader } from "../wire/message.ts";
import { DIALECTS } from "./dialects.ts";
import { MAX_ALL_NAME_UNITS, MAX_FILES, readStoreFiles } from "./store-files.ts";

// The machine may be busy with much else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const TIMEOUTS = { firstByteMillis: 1000, silenceMillis: 1000 };

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const nameOf = (name: string): Buffer =>
  Buffer.concat([u16(name.length), Buffer.from(name, "utf16le").swap16()]);

function blocks(content: Buffer): Buffer {
  const out: Buffer[] = [];
  let at = 0;
  for (; content.length - at > 255; at += 255)
    out.push(Buffer.from([0]), content.subarray(at, at + 255));
  out.push(Buffer.from([content.length - at]), content.subarray(at));
  return Buffer.concat(out);
}
const file = (name: string, content: Buffer, recordSize?: number): Buffer =>
  Buffer.concat([
    nameOf(name),
    Buffer.from([content.length > 0 ? 1 : 0]),
    ...(content.length > 0 && recordSize !== undefined ? [Buffer.from([0, 0, 0, recordSize])] : []),
    ...(content.length > 0 ? [blocks(content)] : []),
  ]);
const content = (size: number): Buffer =>
  Buffer.from(Array.from({ length: size }, (_, i) => (i * 7) & 255));

/** Reads an answer, and what it left behind. */
async function read(
  message: Buffer,
  frameBytes = 1 << 20,
  pieceBytes = 1 << 16,
  dialect = DIALECTS[1],
) {
  const stream = framesOf(message, () => frameBytes, {
    applicationVersion: dialect.applicationVersion,
  });
  const reader = new MessageReader(
    connectionTo(stream, () => pieceBytes),
    dialect.applicationVersion,
    TIMEOUTS,
  );
  const found = new Map<string, Buffer>();
  const log: string[] = [];
  const count = await readStoreFiles(reader, dialect, {
    open: async (path) => {
      const chunks: Buffer[] = [];
      log.push(`open ${path}`);
      return {
        write: (chunk, from, to) => void chunks.push(Buffer.from(chunk.subarray(from, to))),
        close: async () => {
          found.set(path, Buffer.concat(chunks));
          log.push(`close ${path}`);
        },
        abandon: async () => void log.push(`abandon ${path}`),
      };
    },
  }).catch((error) => {
    if (!(error instanceof BackupError)) throw error;
    return error;
  });
  return { count, found, log };
}

describe("files of a full answer", () => {
  it.each([0, 1, 254, 255, 256, 509, 510, 511, 765, 70_000])(
    "gives back a file of %i bytes, cut anywhere",
    async (size) => {
      const bytes = content(size);
      const message = Buffer.concat([file("a", content(3)), file("b/c", bytes), u16(0)]);
      const cuts =
        size > 1000
          ? [
              [1 << 20, 1 << 16],
              [301, 255],
              [256, 256],
            ]
          : [
              [1, 1],
              [1 << 20, 1],
              [255, 7],
              [256, 300],
              [1 << 20, 1 << 16],
            ];
      for (const [frameBytes, pieceBytes] of cuts) {
        const { count, found } = await read(message, frameBytes, pieceBytes);
        expect(count).toBe(2);
        expect(found.get("b/c")).toEqual(bytes);
      }
    },
  );

  it("takes a last block of 255 for the end, and a block of 0 for 255 bytes and more", async () => {
    const message = Buffer.concat([
      nameOf("x"),
      Buffer.from([1, 0]),
      content(255),
      Buffer.from([255]),
      content(255),
      u16(0),
    ]);
    expect((await read(message)).found.get("x")?.length).toBe(510);
  });

  it("skips the record size of dialect 2, which empty files do not have", async () => {
    const message = Buffer.concat([
      file("a", content(300), 15),
      file("b", Buffer.alloc(0), 15),
      u16(0),
    ]);
    const { count, found } = await read(message, 17, 5, DIALECTS[2]);
    expect(count).toBe(2);
    expect(found.get("a")).toEqual(content(300));
  });

  it("cut short at every byte, says so and abandons the file it was in", async () => {
    const whole = Buffer.concat([file("first", content(300)), file("second", content(40)), u16(0)]);
    for (let size = 0; size < whole.length; size++) {
      const { count, log } = await read(whole.subarray(0, size), 100, 33);
      expect(count).toBeInstanceOf(BackupError);
      expect((count as BackupError).code).toBe("bad-frame");
      const opened = log.filter((line) => line.startsWith("open")).length;
      expect(log.filter((line) => !line.startsWith("open")).length).toBe(opened);
    }
  });

  it.each<[string, Buffer, string]>([
    ["a name that leaves the target", file("../x", content(1)), "unsafe-file-name"],
    ["a name of 65535 characters", u16(65535), "unsafe-file-name"],
    [
      "a file that came twice",
      Buffer.concat([file("x", content(1)), file("x", content(2))]),
      "unexpected-answer",
    ],
    [
      "a file that came twice with the other separator",
      Buffer.concat([file("a/x", content(1)), file("a\\x", content(2))]),
      "unexpected-answer",
    ],
    ["a flag that is neither 0 nor 1", Buffer.concat([nameOf("x"), Buffer.from([2])]), "bad-frame"],
    ["a serialised Java object for a name", Buffer.from("aced00057372", "hex"), "unsafe-file-name"],
  ])("refuses %s", async (_, message, code) => {
    const { count } = await read(Buffer.concat([message, u16(0)]));
    expect((count as BackupError).code).toBe(code);
  });

  const many = (count: number, name: (i: number) => string): Buffer =>
    Buffer.concat([
      ...Array.from({ length: count }, (_, i) =>
        Buffer.concat([nameOf(name(i)), Buffer.from([0])]),
      ),
      u16(0),
    ]);

  it("refuses more files than any store has", async () => {
    const { count } = await read(many(MAX_FILES + 1, (i) => `f${i}`));
    expect((count as BackupError).code).toBe("limit-exceeded");
  });

  it("refuses names that are too long in all", async () => {
    const long = `${"x".repeat(250)}/`.repeat(15);
    const enough = Math.ceil(MAX_ALL_NAME_UNITS / long.length) + 1;
    const { count } = await read(many(enough, (i) => `${long}${i}`));
    expect((count as BackupError).code).toBe("limit-exceeded");
  });
});
