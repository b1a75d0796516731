/**
 * Schema rules, each a chain in `neostore.schemastore.db` whose first record's id is the rule's. Source:
 * spec section 14. `i32 label or type, u8 kind`, then by kind.
 */
import { big64, i16, i32, putBig64, putI16, putI32, putU8, u8 } from "../bytes/integers.ts";
import { NO_ID } from "../bytes/layout.ts";

export type SchemaRule = {
  /** Label; of a relationship constraint, the type. */
  token: number;
} & (
  | { kind: "index"; provider: Provider; keys: number[] }
  /** `owner`: the uniqueness constraint that it serves; -1 while that is being made. */
  | { kind: "constraint index"; provider: Provider; keys: number[]; owner: number }
  | { kind: "uniqueness"; keys: number[]; index: number }
  | { kind: "node existence" | "relationship existence"; keys: number[] }
);
export interface Provider {
  key: string;
  version: string;
}

const KINDS = {
  index: 1,
  "constraint index": 2,
  uniqueness: 3,
  "node existence": 4,
  "relationship existence": 5,
} as const satisfies Record<SchemaRule["kind"], number>;
const NAME_OF = new Map<number, SchemaRule["kind"]>(
  Object.entries(KINDS).map(([name, code]) => [code, name as SchemaRule["kind"]]),
);

export const isConstraint = (rule: SchemaRule): boolean => KINDS[rule.kind] >= KINDS.uniqueness;

/** Moves over the bytes of a rule; throws RangeError behind the end. */
class Pen {
  at = 0;
  readonly buffer: Buffer;
  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }
  pass(bytes: number): number {
    const { at } = this;
    if (bytes < 0 || at + bytes > this.buffer.length) throw new RangeError("behind the end");
    this.at = at + bytes;
    return at;
  }
  number(): number {
    return Number(big64(this.buffer, this.pass(8)));
  }
  text(): string {
    const length = i32(this.buffer, this.pass(4));
    const from = this.pass(length);
    return this.buffer.toString("utf8", from, from + length);
  }
}

/** @returns undefined when the bytes are no rule */
export function decodeSchemaRule(data: Buffer): SchemaRule | undefined {
  const pen = new Pen(data);
  try {
    const token = i32(data, pen.pass(4));
    const kind = NAME_OF.get(u8(data, pen.pass(1)));
    return kind && decodeBody(token, kind, pen);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function decodeBody(token: number, kind: SchemaRule["kind"], pen: Pen): SchemaRule | undefined {
  const keys = (count: number): number[] => Array.from({ length: count }, () => pen.number());
  switch (kind) {
    case "index":
    case "constraint index": {
      const provider = { key: pen.text(), version: pen.text() };
      const found = keys(i16(pen.buffer, pen.pass(2)));
      if (kind === "index") return { token, kind, provider, keys: found };
      return { token, kind, provider, keys: found, owner: pen.number() };
    }
    case "uniqueness": {
      const found = keys(u8(pen.buffer, pen.pass(1)));
      return { token, kind, keys: found, index: pen.number() };
    }
    default:
      return { token, kind, keys: [i32(pen.buffer, pen.pass(4))] };
  }
}

const number = (value: number): Buffer => {
  const b = Buffer.alloc(8);
  putBig64(b, 0, BigInt(value));
  return b;
};
const text = (value: string): Buffer => {
  const bytes = Buffer.from(value, "utf8");
  const length = Buffer.alloc(4);
  putI32(length, 0, bytes.length);
  return Buffer.concat([length, bytes]);
};

/** The value of the rule's chain. */
export function encodeSchemaRule(rule: SchemaRule): Buffer {
  const head = Buffer.alloc(5);
  putI32(head, 0, rule.token);
  putU8(head, 4, KINDS[rule.kind]);
  return Buffer.concat([head, ...bodyOf(rule)]);
}

function bodyOf(rule: SchemaRule): Buffer[] {
  switch (rule.kind) {
    case "index":
    case "constraint index": {
      const count = Buffer.alloc(2);
      putI16(count, 0, rule.keys.length);
      const { key, version } = rule.provider;
      const body = [text(key), text(version), count, ...rule.keys.map(number)];
      return rule.kind === "index" ? body : [...body, number(rule.owner)];
    }
    case "uniqueness":
      return [Buffer.from([rule.keys.length]), ...rule.keys.map(number), number(rule.index)];
    default: {
      const key = Buffer.alloc(4);
      putI32(key, 0, rule.keys[0] ?? NO_ID);
      return [key];
    }
  }
}
