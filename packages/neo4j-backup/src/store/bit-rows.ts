/**
 * Numbers packed into runs of bits, lowest first, as property blocks and number arrays hold them: in a
 * row of 32-bit words. Where a word lies differs between the two.
 */
import { putU8, putU32, u8, u32 } from "../bytes/integers.ts";

const WORD_BITS = 32;

/** Reads and writes runs of bits that may cross word borders. */
export abstract class BitRow {
  readonly buffer: Buffer;
  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }
  protected abstract word(index: number): number;
  protected abstract putWord(index: number, value: number): void;

  /** @param width 1 to 32 @returns unsigned */
  read(bit: number, width: number): number {
    const index = bit >>> 5;
    const shift = bit & 31;
    const low = this.word(index) >>> shift;
    const have = WORD_BITS - shift;
    const all = have >= width ? low : low + (this.word(index + 1) & mask(width - have)) * 2 ** have;
    return width === WORD_BITS ? all >>> 0 : (all & mask(width)) >>> 0;
  }

  /** @param width 0 to 64 @returns unsigned */
  readBig(bit: number, width: number): bigint {
    if (width === 0) return 0n;
    if (width <= WORD_BITS) return BigInt(this.read(bit, width));
    const low = BigInt(this.read(bit, WORD_BITS));
    return low | (BigInt(this.read(bit + WORD_BITS, width - WORD_BITS)) << 32n);
  }

  /** The bits must be zero before. @param value unsigned, of at most `width` bits, 1 to 32 */
  write(bit: number, width: number, value: number): void {
    const index = bit >>> 5;
    const shift = bit & 31;
    this.putWord(index, (this.word(index) | (value << shift)) >>> 0);
    const have = WORD_BITS - shift;
    if (have < width) this.putWord(index + 1, (this.word(index + 1) | (value >>> have)) >>> 0);
  }

  /** The bits must be zero before. @param value taken modulo 2^width */
  writeBig(bit: number, width: number, value: bigint): void {
    if (width === 0) return;
    const low = Math.min(width, WORD_BITS);
    this.write(bit, low, Number(BigInt.asUintN(low, value)));
    if (width > WORD_BITS)
      this.write(
        bit + WORD_BITS,
        width - WORD_BITS,
        Number(BigInt.asUintN(width - WORD_BITS, value >> 32n)),
      );
  }
}

const mask = (width: number): number => (width >= WORD_BITS ? -1 : (1 << width) - 1);

/** Rows of longs, big-endian each, the lowest bit of the first long first. */
export class LongRow extends BitRow {
  protected word(index: number): number {
    const at = (index >> 1) * 8 + (index & 1 ? 0 : 4);
    return at + 4 <= this.buffer.length ? u32(this.buffer, at) : 0;
  }
  protected putWord(index: number, value: number): void {
    putU32(this.buffer, (index >> 1) * 8 + (index & 1 ? 0 : 4), value);
  }
}

/** Rows of bytes, the lowest bit of the first byte first. */
export class ByteRow extends BitRow {
  protected word(index: number): number {
    let value = 0;
    for (let i = 3; i >= 0; i--) {
      const at = index * 4 + i;
      value = (value << 8) | (at < this.buffer.length ? u8(this.buffer, at) : 0);
    }
    return value >>> 0;
  }
  protected putWord(index: number, value: number): void {
    for (let i = 0; i < 4; i++) {
      const at = index * 4 + i;
      if (at < this.buffer.length) putU8(this.buffer, at, (value >>> (i * 8)) & 0xff);
    }
  }
}
