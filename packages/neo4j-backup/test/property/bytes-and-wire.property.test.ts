import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  big64Field,
  bits,
  bitsField,
  byteField,
  type Field,
  flagField,
  i32Field,
  i64Field,
  layout,
  u16Field,
  u32Field,
} from "../../src/bytes/layout.ts";
import { BackupError } from "../../src/catalogue/errors.ts";
import { DIALECTS } from "../../src/protocol/dialects.ts";
import { safePath } from "../../src/protocol/file-names.ts";
import { readJavaException } from "../../src/protocol/java-exception.ts";
import { readStoreFiles } from "../../src/protocol/store-files.ts";
import { packVersion, unpackVersion } from "../../src/store/store-id.ts";
import { MessageReader } from "../../src/wire/message.ts";
import { connectionTo } from "../golden/fake-connection.ts";
import { framesOf } from "../golden/goldens.ts";

// The machine may be busy with much else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const TIMEOUTS = { firstByteMillis: 1000, silenceMillis: 1000 };
const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((a) => Buffer.from(a));
/** Sizes that come again and again. */
const sizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 8 });
const cycle = (all: number[]) => {
  let i = 0;
  return () => all[i++ % all.length] as number;
};

interface Kind {
  size: number;
  // biome-ignore lint/suspicious/noExplicitAny: fields of any type
  make: (at: number) => Record<string, Field<any>>;
  values: fc.Arbitrary<Record<string, unknown>>;
}
const one = <T>(size: number, make: (at: number) => Field<T>, value: fc.Arbitrary<T>): Kind => ({
  size,
  make: (at) => ({ [`f${at}`]: make(at) }),
  values: value.map((v) => ({ value: v })),
});
const KINDS: Kind[] = [
  one(1, byteField, fc.integer({ min: 0, max: 255 })),
  one(2, u16Field, fc.integer({ min: 0, max: 65_535 })),
  one(4, i32Field, fc.integer()),
  one(4, u32Field, fc.nat(2 ** 32 - 1)),
  one(8, i64Field, fc.maxSafeInteger()),
  one(8, big64Field, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
];

describe("layouts", () => {
  it("of any fields read back what they wrote, and write nothing else", () => {
    const parts = fc.array(
      fc.integer({ min: 0, max: KINDS.length - 1 }).chain((k) => {
        const kind = KINDS[k] as Kind;
        return kind.values.map((v) => ({ kind, value: v.value }));
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(parts, fc.nat(20), (chosen, before) => {
        let at = 0;
        // biome-ignore lint/suspicious/noExplicitAny: fields of any type
        const fields: Record<string, Field<any>> = {};
        const record: Record<string, unknown> = {};
        for (const { kind, value } of chosen) {
          Object.assign(fields, kind.make(at));
          record[`f${at}`] = value;
          at += kind.size;
        }
        const made = layout("any", at, fields);
        const b = Buffer.alloc(before + at + 9, 0x5a);
        made.write(b, before, record as never);
        expect(made.read(b, before)).toEqual(record);
        expect(b.subarray(0, before).every((x) => x === 0x5a)).toBe(true);
        expect(b.subarray(before + at).every((x) => x === 0x5a)).toBe(true);
      }),
    );
  });

  it("of any bit runs share a byte without touching each other", () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 7 });
    fc.assert(
      fc.property(cuts, fc.array(fc.nat(255), { minLength: 8, maxLength: 8 }), (at, values) => {
        const borders = [0, ...at.sort((a, b) => a - b), 8];
        // biome-ignore lint/suspicious/noExplicitAny: fields of any type
        const fields: Record<string, Field<any>> = {};
        const record: Record<string, unknown> = {};
        for (let i = 0; i + 1 < borders.length; i++) {
          const [shift, end] = [borders[i] as number, borders[i + 1] as number];
          const width = end - shift;
          const value = (values[i] as number) % (1 << width);
          fields[`b${shift}`] =
            width === 1 ? flagField(0, shift) : bitsField(bits(0, shift, width));
          record[`b${shift}`] = width === 1 ? value === 1 : value;
        }
        const made = layout("bits", 1, fields);
        expect(made.read(made.encode(record as never))).toEqual(record);
      }),
    );
  });
});

describe("store versions", () => {
  it("of up to seven characters survive packing", () => {
    const version = fc.stringMatching(/^[!-~]{1,7}$/);
    fc.assert(
      fc.property(version, (v) => {
        expect(unpackVersion(packVersion(v))).toBe(v);
      }),
    );
  });
});

describe("messages", () => {
  it("split into any frames, arriving in any pieces, come out the same", async () => {
    await fc.assert(
      fc.asyncProperty(bytes(3000), sizes, sizes, async (message, frames, arriving) => {
        const stream = framesOf(message, cycle(frames));
        const reader = new MessageReader(connectionTo(stream, cycle(arriving)), 1, TIMEOUTS);
        const found: Buffer[] = [];
        while (await reader.fill()) {
          found.push(Buffer.from(reader.chunk.subarray(reader.at, reader.end)));
          reader.at = reader.end;
        }
        expect(Buffer.concat(found).equals(message)).toBe(true);
        expect(reader.received).toBe(message.length);
      }),
    );
  });

  it("of any garbage end in an error of ours or in bytes, never in anything else", async () => {
    await fc.assert(
      fc.asyncProperty(bytes(400), sizes, async (garbage, arriving) => {
        const reader = new MessageReader(connectionTo(garbage, cycle(arriving)), 1, TIMEOUTS);
        try {
          while (await reader.fill()) reader.at = reader.end;
        } catch (error) {
          const isOurs =
            error instanceof BackupError || (error as Error).message.includes("failure");
          expect(isOurs).toBe(true);
        }
      }),
    );
  });
});

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
function encodeFile(name: string, content: Buffer): Buffer {
  const parts = [u16(name.length), Buffer.from(name, "utf16le").swap16()];
  parts.push(Buffer.from([content.length > 0 ? 1 : 0]));
  for (let at = 0; at < content.length; at += 255) {
    const left = content.length - at;
    parts.push(Buffer.from([left > 255 ? 0 : left]), content.subarray(at, at + 255));
  }
  return Buffer.concat(parts);
}

describe("files of a full answer", () => {
  const name = fc.stringMatching(/^[a-z0-9._-]{1,12}$/).filter((n) => n !== "." && n !== "..");
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
  const content = fc.oneof(
    bytes(600),
    fc.constantFrom(0, 1, 254, 255, 256, 510, 765).map((n) => Buffer.alloc(n, n)),
  );
  it("of any names and contents come out the same, however they are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(path, content), { selector: ([p]) => p, maxLength: 8 }),
        sizes,
        sizes,
        async (files, frames, arriving) => {
          const message = Buffer.concat([...files.map(([p, c]) => encodeFile(p, c)), u16(0)]);
          const stream = framesOf(message, cycle(frames));
          const reader = new MessageReader(connectionTo(stream, cycle(arriving)), 1, TIMEOUTS);
          const found: [string, Buffer][] = [];
          const count = await readStoreFiles(reader, DIALECTS[1], {
            open: async (p) => {
              const chunks: Buffer[] = [];
              return {
                write: (chunk, from, to) => void chunks.push(Buffer.from(chunk.subarray(from, to))),
                close: async () => void found.push([p, Buffer.concat(chunks)]),
                abandon: async () => undefined,
              };
            },
          });
          expect(count).toBe(files.length);
          expect(found).toEqual(files);
          expect(await reader.ended()).toBe(true);
        },
      ),
    );
  });

  it("never get a path that leads out of the directory", () => {
    const part = fc.oneof(
      fc.constantFrom("..", ".", "", "C:", "a", "..a", "\0", "\\", "~"),
      fc.string({ unit: "binary", maxLength: 6 }),
    );
    const raw = fc
      .array(part, { maxLength: 6 })
      .chain((parts) => fc.constantFrom("/", "\\").map((s) => parts.join(s)));
    fc.assert(
      fc.property(raw, (text) => {
        let path: string;
        try {
          path = safePath(text);
        } catch (error) {
          expect(error).toMatchObject({ code: "unsafe-file-name" });
          return;
        }
        const steps = path.split("/");
        expect(steps.length).toBeGreaterThan(0);
        expect(steps.some((s) => s === "" || s === "." || s === "..")).toBe(false);
        expect(path).not.toMatch(/[\\\0]/);
        expect(path).not.toMatch(/^[A-Za-z]:/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("java exceptions", () => {
  it("of any bytes are read without an error, and show nothing that steers a terminal", () => {
    const tagged = fc.array(fc.tuple(fc.constantFrom(0x72, 0x74, 0x00), bytes(30)), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(tagged, (parts) => {
        const blob = Buffer.concat([
          Buffer.from("aced0005", "hex"),
          ...parts.map(([tag, b]) => Buffer.concat([Buffer.from([tag]), u16(b.length), b])),
        ]);
        const { className, message } = readJavaException(blob);
        expect(`${className}${message}`).not.toMatch(/[^\P{Cc}\t\n]/u);
      }),
    );
  });
});
