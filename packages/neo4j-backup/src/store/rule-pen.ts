/** Reads and writes the parts of a schema rule, one behind the other. */
import { big64, i16, i32, putBig64, putI16, putI32, u8 } from "../bytes/integers.ts";

/** Moves over the bytes of a rule; throws RangeError behind the end. */
export class Pen {
  #at = 0;
  readonly #buffer: Buffer;
  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }
  #pass(bytes: number): number {
    const at = this.#at;
    if (bytes < 0 || at + bytes > this.#buffer.length) throw new RangeError("behind the end");
    this.#at = at + bytes;
    return at;
  }
  get left(): number {
    return this.#buffer.length - this.#at;
  }
  u8 = (): number => u8(this.#buffer, this.#pass(1));
  i16 = (): number => i16(this.#buffer, this.#pass(2));
  i32 = (): number => i32(this.#buffer, this.#pass(4));
  i64 = (): number => Number(big64(this.#buffer, this.#pass(8)));
  /** UTF-8 behind its length. */
  text(): string {
    const length = this.i32();
    const from = this.#pass(length);
    return this.#buffer.toString("utf8", from, from + length);
  }
}

/** The counterpart of {@link Pen}. */
export class Writer {
  readonly #pieces: Buffer[] = [];
  #put(size: number, put: (b: Buffer) => unknown): void {
    const b = Buffer.alloc(size);
    put(b);
    this.#pieces.push(b);
  }
  u8 = (value: number): void => void this.#pieces.push(Buffer.from([value]));
  i16 = (value: number): void => this.#put(2, (b) => putI16(b, 0, value));
  i32 = (value: number): void => this.#put(4, (b) => putI32(b, 0, value));
  i64 = (value: number): void => this.#put(8, (b) => putBig64(b, 0, BigInt(value)));
  text(value: string): void {
    const bytes = Buffer.from(value, "utf8");
    this.i32(bytes.length);
    this.#pieces.push(bytes);
  }
  bytes = (): Buffer => Buffer.concat(this.#pieces);
}
