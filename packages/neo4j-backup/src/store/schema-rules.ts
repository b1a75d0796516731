/**
 * Schema rules, each a chain in `neostore.schemastore.db` whose first record's id is the rule's. Two encodings: up to
 * Neo4j 3.1 `i32 label or type, u8 kind`, then by kind (spec section 14); from 3.2 on `i32 -1, u8 kind`, then by
 * kind (records page section 2). A store may hold both.
 */
import { NO_ID } from "../bytes/layout.ts";
import { decodeNamedRule, encodeNamedRule, NAMED } from "./named-rules.ts";
import { Pen, Writer } from "./rule-pen.ts";

export type SchemaRule = {
  /** Label; of a rule about relationships, the type. Of a full-text index the first of them. */
  token: number;
  keys: number[];
  /** In the encoding of 3.2 and later: the rule's name, and null when it has none. */
  name?: string | null;
} & (
  | { kind: "index"; provider: Provider }
  /** `owner`: the constraint that it serves; -1 while that is being made. */
  | { kind: "constraint index"; provider: Provider; owner: number }
  | { kind: "uniqueness" | "node key"; index: number }
  | { kind: "node existence" | "relationship existence" }
  | { kind: "full-text index"; provider: Provider; tokens: number[]; ofRelationships: boolean }
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
} as const;
type OldKind = keyof typeof KINDS;
const NAME_OF = new Map<number, OldKind>(
  Object.entries(KINDS).map(([name, code]) => [code, name as OldKind]),
);

const CONSTRAINTS: ReadonlySet<SchemaRule["kind"]> = new Set([
  "uniqueness",
  "node key",
  "node existence",
  "relationship existence",
]);
export const isConstraint = (rule: SchemaRule): boolean => CONSTRAINTS.has(rule.kind);

/** @returns undefined when the bytes are no rule */
export function decodeSchemaRule(data: Buffer): SchemaRule | undefined {
  const pen = new Pen(data);
  try {
    const token = pen.i32();
    const code = pen.u8();
    if (token === NAMED) return decodeNamedRule(code, pen);
    const kind = NAME_OF.get(code);
    return kind && decodeBody(token, kind, pen);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function decodeBody(token: number, kind: OldKind, pen: Pen): SchemaRule {
  const keys = (count: number): number[] => Array.from({ length: count }, () => pen.i64());
  switch (kind) {
    case "index":
    case "constraint index": {
      const provider = { key: pen.text(), version: pen.text() };
      const found = keys(pen.i16());
      if (kind === "index") return { token, kind, provider, keys: found };
      return { token, kind, provider, keys: found, owner: pen.i64() };
    }
    case "uniqueness": {
      const found = keys(pen.u8());
      return { token, kind, keys: found, index: pen.i64() };
    }
    default:
      return { token, kind, keys: [pen.i32()] };
  }
}

/** The value of the rule's chain. */
export function encodeSchemaRule(rule: SchemaRule): Buffer {
  if (rule.name !== undefined) return encodeNamedRule(rule);
  const to = new Writer();
  to.i32(rule.token);
  to.u8(KINDS[rule.kind as OldKind]);
  switch (rule.kind) {
    case "index":
    case "constraint index":
      to.text(rule.provider.key);
      to.text(rule.provider.version);
      to.i16(rule.keys.length);
      for (const key of rule.keys) to.i64(key);
      if (rule.kind === "constraint index") to.i64(rule.owner);
      break;
    case "uniqueness":
      to.u8(rule.keys.length);
      for (const key of rule.keys) to.i64(key);
      to.i64(rule.index);
      break;
    default:
      to.i32(rule.keys[0] ?? NO_ID);
  }
  return to.bytes();
}
