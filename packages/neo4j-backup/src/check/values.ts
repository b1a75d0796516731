/** Values that must be unique, as text that is equal when Neo4j calls them equal. */
import { NO_ID } from "../bytes/layout.ts";
import { CycleGuard } from "../store/dynamic-records.ts";
import { pointText, temporalText } from "../store/points-and-times.ts";
import { type BlockValue, decodeBlock } from "../store/property-values.ts";
import { BLOCKS_AT, BLOCKS_BYTES } from "../store/record-fields.ts";
import { blockHead, headKey, headLongs, LONG_BYTES } from "./block-heads.ts";
import type { CheckThread } from "./check-thread.ts";

/** Numbers are equal by value, whatever their type; 0 and -0 are not, and NaN equals nothing. */
function numberText(value: number): string | undefined {
  if (Number.isNaN(value)) return undefined;
  if (Object.is(value, -0)) return "n-0";
  return Number.isInteger(value) ? `n${BigInt(value)}` : `n${value}`;
}

export class UniqueValues {
  readonly #thread: CheckThread;
  readonly #head = blockHead.view();

  constructor(thread: CheckThread) {
    this.#thread = thread;
  }

  /** @returns undefined when the owner has no such property, or one that equals nothing */
  textOf(firstProperty: number, key: number): string | undefined {
    const properties = this.#thread.files.records("properties");
    const guard = new CycleGuard();
    const head = this.#head;
    for (let id = firstProperty; id !== NO_ID && !guard.returnsTo(id); ) {
      const view = properties.at(id);
      if (!view) return undefined;
      const from = view.at + BLOCKS_AT;
      head.buffer = view.buffer;
      for (head.at = from; head.at < from + BLOCKS_BYTES; ) {
        const longs = head.type === 0 ? 0 : headLongs(head);
        if (longs === 0) break;
        if (headKey(head) === key) return this.#text(decodeBlock(head.buffer, head.at)?.value);
        head.at += longs * LONG_BYTES;
      }
      id = view.next;
    }
    return undefined;
  }

  #text(value: BlockValue | undefined): string | undefined {
    if (!value) return undefined;
    if (!("firstDynamic" in value)) return inlineText(value);
    return value.type === "string"
      ? this.#dynamic("s", "strings", value.firstDynamic)
      : this.#dynamic("a", "arrays", value.firstDynamic);
  }

  #dynamic(prefix: string, store: "strings" | "arrays", first: number): string | undefined {
    const bytes = this.#thread.chains[store].peek(first);
    return bytes && `${prefix}${bytes.toString(store === "strings" ? "utf8" : "hex")}`;
  }
}

/**
 * A value that lies in its block, as text. Arrays of different types are never taken for equal: better an
 * equal pair of those missed than a sound store accused.
 */
export function inlineText(
  value: Exclude<BlockValue, { firstDynamic: number }>,
): string | undefined {
  switch (value.type) {
    case "boolean":
      return `b${value.value}`;
    case "long":
      return `n${value.value}`;
    case "char":
      return `s${String.fromCharCode(value.value)}`;
    case "short string":
      return `s${value.value}`;
    case "point":
      return `p${pointText(value)}`;
    case "temporal":
      return `t${value.kind}:${temporalText(value)}`;
    case "short array":
      return `a${value.element}:${value.values.join()}`;
    default:
      return numberText(value.value);
  }
}

/** 53 bits of a text, as a number. */
export function hashText(text: string, seed: number): number {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return (high & 0x1f_ffff) * 0x1_0000_0000 + (low >>> 0);
}
