/**
 * The labels of a node: in its own record, or in a dynamic record of their own. Source: spec section 14.
 * The 40-bit field: bit 39 set: bits 0 to 35 are the first dynamic record; else bits 36 to 38 are a count n
 * and bits 0 to 35 hold n ids of floor(36 / n) bits each, lowest first.
 */
import { decodeNumberArray, encodeNumberArray } from "./number-arrays.ts";

const FIELD_BITS = 36;
const BODY = 2 ** FIELD_BITS;
const DYNAMIC = 2 ** 39;
const MAX_INLINE = 7;

export type LabelField = { labels: number[] } | { firstDynamic: number };

export const isDynamicLabels = (field: number): boolean => field >= DYNAMIC;

/** Reads the 40-bit field. */
export function decodeLabelField(field: number): LabelField {
  if (field >= DYNAMIC) return { firstDynamic: field % BODY };
  const count = Math.floor(field / BODY);
  if (count === 0) return { labels: [] };
  const size = 2 ** Math.floor(FIELD_BITS / count);
  const labels: number[] = [];
  let rest = field % BODY;
  for (let i = 0; i < count; i++) {
    labels.push(rest % size);
    rest = Math.floor(rest / size);
  }
  return { labels };
}

/** @param labels sorted ids @returns the field; undefined when they do not fit into it */
export function encodeInlineLabels(labels: readonly number[]): number | undefined {
  if (labels.length === 0) return 0;
  if (labels.length > MAX_INLINE) return undefined;
  const size = 2 ** Math.floor(FIELD_BITS / labels.length);
  if (labels.some((label) => label >= size)) return undefined;
  return labels.length * BODY + labels.reduceRight((field, label) => field * size + label, 0);
}

export const encodeDynamicLabelField = (firstDynamic: number): number => DYNAMIC + firstDynamic;

/**
 * The value of a dynamic label record: the node's own id, then its label ids.
 * @returns undefined when it is no array of longs
 */
export function decodeDynamicLabels(value: Buffer): { node: number; labels: number[] } | undefined {
  const array = decodeNumberArray(value);
  if (array?.element !== "long" || array.values.length === 0) return undefined;
  const [node, ...labels] = (array.values as bigint[]).map(Number);
  return { node: node as number, labels };
}

/** @param labels sorted ids */
export const encodeDynamicLabels = (node: number, labels: readonly number[]): Buffer =>
  encodeNumberArray({ element: "long", values: [node, ...labels].map((id) => BigInt(id)) });
