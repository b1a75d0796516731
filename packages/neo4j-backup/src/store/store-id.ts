/** The 40 bytes that name a store. Source: spec section 3.3. */
import { big64, putBig64, putU8, u8 } from "../bytes/integers.ts";
import { big64Field, i64Field, layout } from "../bytes/layout.ts";
import type { StoreIdentity } from "../catalogue/outcomes.ts";

export const storeIdLayout = layout("store id", 40, {
  creationTime: i64Field(0),
  randomId: big64Field(8),
  storeVersion: big64Field(16),
  upgradeTime: i64Field(24),
  upgradeTx: i64Field(32),
});
export type StoreId = ReturnType<typeof storeIdLayout.read>;

/** `v0.A.6` from the packed form: lowest byte = length, then characters upward. */
export function unpackVersion(packed: bigint): string {
  const b = Buffer.alloc(8);
  putBig64(b, 0, packed);
  const length = Math.min(u8(b, 7), 7);
  let text = "";
  for (let i = 0; i < length; i++) text += String.fromCharCode(u8(b, 6 - i));
  return /^[\x21-\x7e]+$/.test(text) ? text : `0x${b.toString("hex")}`;
}

export function packVersion(version: string): bigint {
  const b = Buffer.alloc(8);
  putU8(b, 7, version.length);
  for (let i = 0; i < version.length; i++) putU8(b, 6 - i, version.charCodeAt(i));
  return big64(b, 0);
}

export const identityOf = (id: {
  creationTime: number;
  randomId: bigint;
  storeVersion: bigint;
}): StoreIdentity => ({
  creationTime: id.creationTime,
  randomId: id.randomId.toString(),
  storeVersion: unpackVersion(id.storeVersion),
});

/** What makes a store that store, whatever its version. */
export type StoreName = Pick<StoreIdentity, "creationTime" | "randomId">;

/** Two stores are the same when creation time and random id agree. */
export const sameStore = (a: StoreName, b: StoreName): boolean =>
  a.creationTime === b.creationTime && a.randomId === b.randomId;

export const describeStore = (s: StoreIdentity): string =>
  `${s.creationTime}/${BigInt.asUintN(64, BigInt(s.randomId)).toString(16)} ${s.storeVersion}`;
