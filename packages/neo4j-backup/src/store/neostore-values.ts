/** Single records of `neostore`, for those who change it. */
import { NEOSTORE_RECORD, neostoreRecord } from "./neostore.ts";

/** A record's bytes, and the offset they go to. */
export const encodeNeostoreValue = (
  name: keyof typeof NEOSTORE_RECORD,
  value: bigint,
): { offset: number; bytes: Buffer } => ({
  offset: NEOSTORE_RECORD[name] * neostoreRecord.size,
  bytes: neostoreRecord.encode({ inUse: 1, value }),
});
