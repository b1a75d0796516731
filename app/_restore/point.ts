import { searchOf } from "../_ui/format/search.ts";

/** What the address of the restore tab says: a set, and the last transaction to keep. */
export interface Point {
  /** Null: the newest good one. */
  setId: string | null;
  /** Null: the newest in the set. */
  tx: number | null;
}

const TX = /^\d{1,15}$/;

/** Reads a point from an address; what cannot be read counts as not said. */
export function parsePoint(params: { get(name: string): string | null }): Point {
  const tx = params.get("tx") ?? "";
  return { setId: params.get("set"), tx: TX.test(tx) ? Number(tx) : null };
}

/** The address's query for a point. */
export const pointSearch = ({ setId, tx }: Point): string => searchOf({ set: setId, tx });

/** The restore tab of a database, at a point. */
export const restoreHref = (slug: string, point: Point): string =>
  `/databases/${slug}/restore${pointSearch(point)}`;

/** Reads a transaction id as people write it, with or without thousands separators. */
export function parseTx(text: string): number | null {
  const digits = text.replaceAll(/[\s,._']/g, "");
  return TX.test(digits) ? Number(digits) : null;
}

/** A point outside of what a set holds is brought to its nearest end. */
export const withinSet = (tx: number | null, first: number, last: number): number =>
  tx === null ? last : Math.min(last, Math.max(first, tx));
