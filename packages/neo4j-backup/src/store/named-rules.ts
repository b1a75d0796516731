/**
 * Schema rules as Neo4j 3.2 and later write them. Source: records page section 2.
 * `i32 -1, u8 kind`; index: provider key and version, `u8 type`, of a unique one `i64 owner`; constraint: `u8 type`,
 * of uniqueness and node key `i64 index`; then what it is about, then the name, which may be absent.
 */
import { NO_ID } from "../bytes/layout.ts";
import { type Pen, Writer } from "./rule-pen.ts";
import type { SchemaRule } from "./schema-rules.ts";

/** What stands in the place of the label of the older encoding. */
export const NAMED = -1;
const KIND = { index: 11, constraint: 12 } as const;
const INDEX = { general: 31, unique: 32 } as const;
const CONSTRAINT = { existence: 61, uniqueness: 62, nodeKey: 63 } as const;
const ABOUT = { node: 91, relationship: 92, several: 93 } as const;
const LENGTH_BYTES = 4;

interface About {
  ofRelationships: boolean;
  tokens: number[];
  keys: number[];
  isSeveral: boolean;
}

function readAbout(pen: Pen): About | undefined {
  const numbers = (): number[] => Array.from({ length: Math.max(0, pen.i16()) }, () => pen.i32());
  const isNode = (code: number): boolean | undefined =>
    code === ABOUT.node ? true : code === ABOUT.relationship ? false : undefined;
  const code = pen.u8();
  const isSeveral = code === ABOUT.several;
  const ofNodes = isNode(isSeveral ? pen.u8() : code);
  if (ofNodes === undefined) return undefined;
  const tokens = isSeveral ? numbers() : [pen.i32()];
  return { ofRelationships: !ofNodes, tokens, keys: numbers(), isSeveral };
}

const readName = (pen: Pen): string | null => (pen.left < LENGTH_BYTES ? null : pen.text());

/** @param pen behind `u8 kind` @returns undefined when the bytes are no rule */
export function decodeNamedRule(kind: number, pen: Pen): SchemaRule | undefined {
  if (kind === KIND.index) return decodeIndex(pen);
  return kind === KIND.constraint ? decodeConstraint(pen) : undefined;
}

function decodeIndex(pen: Pen): SchemaRule | undefined {
  const provider = { key: pen.text(), version: pen.text() };
  const type = pen.u8();
  if (type !== INDEX.general && type !== INDEX.unique) return undefined;
  const owner = type === INDEX.unique ? pen.i64() : NO_ID;
  const about = readAbout(pen);
  if (!about) return undefined;
  const { tokens, keys, ofRelationships, isSeveral } = about;
  const common = { token: tokens[0] ?? NO_ID, keys, name: readName(pen), provider };
  if (isSeveral) return { kind: "full-text index", ...common, tokens, ofRelationships };
  if (ofRelationships) return undefined;
  return type === INDEX.unique
    ? { kind: "constraint index", ...common, owner }
    : { kind: "index", ...common };
}

function decodeConstraint(pen: Pen): SchemaRule | undefined {
  const type = pen.u8();
  const hasIndex = type === CONSTRAINT.uniqueness || type === CONSTRAINT.nodeKey;
  if (!hasIndex && type !== CONSTRAINT.existence) return undefined;
  const index = hasIndex ? pen.i64() : NO_ID;
  const about = readAbout(pen);
  if (!about || about.isSeveral) return undefined;
  const { tokens, keys, ofRelationships } = about;
  const common = { token: tokens[0] as number, keys, name: readName(pen) };
  if (!hasIndex)
    return { kind: ofRelationships ? "relationship existence" : "node existence", ...common };
  if (ofRelationships) return undefined;
  return { kind: type === CONSTRAINT.uniqueness ? "uniqueness" : "node key", ...common, index };
}

/** The value of the rule's chain. */
export function encodeNamedRule(rule: SchemaRule): Buffer {
  const to = new Writer();
  to.i32(NAMED);
  writeHead(to, rule);
  const isAboutType =
    rule.kind === "relationship existence" ||
    (rule.kind === "full-text index" && rule.ofRelationships);
  const about = isAboutType ? ABOUT.relationship : ABOUT.node;
  if (rule.kind === "full-text index") {
    to.u8(ABOUT.several);
    to.u8(about);
    to.i16(rule.tokens.length);
    for (const token of rule.tokens) to.i32(token);
  } else {
    to.u8(about);
    to.i32(rule.token);
  }
  to.i16(rule.keys.length);
  for (const key of rule.keys) to.i32(key);
  if (rule.name != null) to.text(rule.name);
  return to.bytes();
}

function writeHead(to: Writer, rule: SchemaRule): void {
  switch (rule.kind) {
    case "index":
    case "full-text index":
    case "constraint index":
      to.u8(KIND.index);
      to.text(rule.provider.key);
      to.text(rule.provider.version);
      to.u8(rule.kind === "constraint index" ? INDEX.unique : INDEX.general);
      if (rule.kind === "constraint index") to.i64(rule.owner);
      return;
    case "uniqueness":
    case "node key":
      to.u8(KIND.constraint);
      to.u8(rule.kind === "uniqueness" ? CONSTRAINT.uniqueness : CONSTRAINT.nodeKey);
      to.i64(rule.index);
      return;
    default:
      to.u8(KIND.constraint);
      to.u8(CONSTRAINT.existence);
  }
}
