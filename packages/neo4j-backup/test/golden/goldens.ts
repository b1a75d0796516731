/** Answers that a real Neo4j gave, as recorded by `record.ts`. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { frameHead } from "../../src/wire/frame.ts";

export const GOLDEN_VERSION = "2.3.3";
const ROOT = fileURLToPath(new URL(`./${GOLDEN_VERSION}/`, import.meta.url));

export interface Recipe {
  what: string;
  server: string;
  bytes: number;
  firstTx?: number;
  lastTx?: number;
  asked?: number;
}

export interface Golden {
  /** The request, and the answer to it, frames and all. */
  c2s: Buffer;
  s2c: Buffer;
  recipe: Recipe;
}

export const goldenNames = (): string[] => readdirSync(ROOT).sort();

export function golden(scenario: string): Golden {
  const file = (name: string): Buffer => readFileSync(join(ROOT, scenario, name));
  return {
    c2s: file("c2s.bin"),
    s2c: gunzipSync(file("s2c.bin.gz")),
    recipe: JSON.parse(file("recipe.json").toString("utf8")) as Recipe,
  };
}

/** The message that frames carry. */
export function payloadOf(frames: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < frames.length; ) {
    const { length } = frameHead.read(frames, at);
    pieces.push(frames.subarray(at + frameHead.size, at + 4 + length));
    at += 4 + length;
  }
  return Buffer.concat(pieces);
}

/** A message as frames of the sizes that `next` gives. */
export function framesOf(
  message: Buffer,
  next: () => number,
  { applicationVersion = 1, failure = false } = {},
): Buffer {
  const pieces: Buffer[] = [];
  let at = 0;
  do {
    const size = Math.min(Math.max(0, next()), message.length - at);
    const piece = message.subarray(at, at + size);
    at += size;
    const more = at < message.length;
    const head = frameHead.encode({
      length: size + 2,
      more,
      failure,
      internalVersion: 2,
      spare: false,
      applicationVersion,
    });
    pieces.push(head, piece);
  } while (at < message.length);
  return Buffer.concat(pieces);
}
