/** One bit a record, in memory that threads share. */

export type Bits = Int32Array;

export const sharedInts = (length: number): Int32Array =>
  new Int32Array(new SharedArrayBuffer(Math.max(1, length) * 4));
export const sharedBits = (count: number): Bits => sharedInts(Math.ceil(count / 32));

// not `>>> 5`: ids have up to 36 bits
const wordOf = (id: number): number => (id / 32) | 0;

export const hasBit = (bits: Bits, id: number): boolean =>
  (((bits[wordOf(id)] as number) >>> (id & 31)) & 1) === 1;

/** For bits whose word no other thread writes. */
export const setBit = (bits: Bits, id: number): void => {
  const word = wordOf(id);
  bits[word] = (bits[word] as number) | (1 << (id & 31));
};

/** Sets the bit. @returns whether it was set before, by any thread */
export const testAndSetBit = (bits: Bits, id: number): boolean =>
  ((Atomics.or(bits, wordOf(id), 1 << (id & 31)) >>> (id & 31)) & 1) === 1;
