/**
 * Big-endian integers in byte buffers: the only place that calls Buffer's own readers and writers.
 * 64-bit values that are ids, times, offsets or counts are JavaScript numbers and must be exact
 * (below 2^53); full 64-bit values (checksums, random ids) are bigints.
 */
import { BackupError } from "../catalogue/errors.ts";

export const u8 = (b: Buffer, at: number): number => b.readUInt8(at);
export const i8 = (b: Buffer, at: number): number => b.readInt8(at);
export const u16 = (b: Buffer, at: number): number => b.readUInt16BE(at);
export const i16 = (b: Buffer, at: number): number => b.readInt16BE(at);
export const i32 = (b: Buffer, at: number): number => b.readInt32BE(at);
export const u32 = (b: Buffer, at: number): number => b.readUInt32BE(at);
export const big64 = (b: Buffer, at: number): bigint => b.readBigInt64BE(at);

/** A signed 64-bit integer that must be exact in a number. @throws BackupError bad-log */
export function i64(b: Buffer, at: number): number {
  const value = b.readInt32BE(at) * 0x1_0000_0000 + b.readUInt32BE(at + 4);
  if (!Number.isSafeInteger(value))
    throw new BackupError("bad-log", {
      detail: `expected a 64-bit value below 2^53, found ${big64(b, at)}`,
    });
  return value;
}

export const putU8 = (b: Buffer, at: number, value: number): number => b.writeUInt8(value, at);
export const putI8 = (b: Buffer, at: number, value: number): number => b.writeInt8(value, at);
export const putU16 = (b: Buffer, at: number, value: number): number => b.writeUInt16BE(value, at);
export const putI16 = (b: Buffer, at: number, value: number): number => b.writeInt16BE(value, at);
export const putI32 = (b: Buffer, at: number, value: number): number => b.writeInt32BE(value, at);
export const putU32 = (b: Buffer, at: number, value: number): number => b.writeUInt32BE(value, at);
export const putBig64 = (b: Buffer, at: number, value: bigint): number =>
  b.writeBigInt64BE(value, at);
export const putI64 = (b: Buffer, at: number, value: number): number =>
  b.writeBigInt64BE(BigInt(value), at);
export const f32 = (b: Buffer, at: number): number => b.readFloatBE(at);
export const f64 = (b: Buffer, at: number): number => b.readDoubleBE(at);
export const putF32 = (b: Buffer, at: number, value: number): number => b.writeFloatBE(value, at);
export const putF64 = (b: Buffer, at: number, value: number): number => b.writeDoubleBE(value, at);
