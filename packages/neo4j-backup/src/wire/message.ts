/** Reassembles messages out of frames, in place: no copy of the payload is made. */
import { big64, u8, u16, u32 } from "../bytes/integers.ts";
import { BackupError } from "../catalogue/errors.ts";
import { serviceOf } from "./first-bytes.ts";
import { frameHead, INTERNAL_VERSION, MAX_FRAME_LENGTH, MIN_FRAME_LENGTH } from "./frame.ts";
import type { Connection } from "./socket.ts";

/** A server that sends nothing but empty frames is not making progress. */
const MAX_EMPTY_FRAMES = 1_000;
const MAX_FAILURE_BYTES = 1024 * 1024;
const SCRATCH_BYTES = 64 * 1024;

/** The peer's answer was a failure or carries other versions: the raw message, for the protocol room. */
export class PeerFailure extends Error {
  readonly payload: Buffer;
  readonly applicationVersion: number;
  readonly internalVersion: number;
  constructor(payload: Buffer, applicationVersion: number, internalVersion: number) {
    super("the peer answered with a failure");
    this.payload = payload;
    this.applicationVersion = applicationVersion;
    this.internalVersion = internalVersion;
  }
}

export interface Timeouts {
  /** Longest wait for the first byte of an answer, milliseconds. */
  firstByteMillis: number;
  /**
   * Longest silence after it, milliseconds: from one payload byte to the next, so that a trickle of
   * empty frames is silence too. A failure message must come whole within it.
   */
  silenceMillis: number;
}

/**
 * One answer as a stream of bytes. `chunk[at..end)` is what can be consumed without waiting; after
 * `fill()` it is the next piece. Several messages may follow each other on one connection.
 */
export class MessageReader {
  chunk: Buffer = Buffer.alloc(0);
  at = 0;
  end = 0;
  /** Payload bytes of this message that were made available so far. */
  received = 0;
  readonly #connection: Connection;
  readonly #timeouts: Timeouts;
  readonly #applicationVersion: number;
  #raw: Buffer = Buffer.alloc(0);
  #rawAt = 0;
  #frameLeft = 0;
  #more = true;
  #started = false;
  #emptyFrames = 0;
  #limitMillis = 0;
  #deadline = 0;
  readonly #head = Buffer.alloc(frameHead.size);
  readonly #scratch = Buffer.allocUnsafe(SCRATCH_BYTES);

  constructor(connection: Connection, applicationVersion: number, timeouts: Timeouts) {
    this.#connection = connection;
    this.#applicationVersion = applicationVersion;
    this.#timeouts = timeouts;
  }

  async #rawFill(): Promise<void> {
    const left = Math.max(1, this.#deadline - performance.now());
    const bytes = await this.#connection.read(left, this.#limitMillis);
    if (!bytes)
      throw new BackupError("closed-early", {
        detail: this.#started
          ? `${this.#connection.where} closed the connection after ${this.received} bytes of its answer`
          : `${this.#connection.where} closed the connection without an answer`,
      });
    if (!this.#started) {
      this.#started = true;
      this.#expect(this.#timeouts.silenceMillis);
    }
    this.#raw = bytes;
    this.#rawAt = 0;
  }

  #expect(limitMillis: number): void {
    this.#limitMillis = limitMillis;
    this.#deadline = performance.now() + limitMillis;
  }

  async #nextHead() {
    let have = 0;
    while (have < frameHead.size) {
      if (this.#rawAt === this.#raw.length) await this.#rawFill();
      const take = Math.min(frameHead.size - have, this.#raw.length - this.#rawAt);
      this.#raw.copy(this.#head, have, this.#rawAt, this.#rawAt + take);
      have += take;
      this.#rawAt += take;
      if (have >= 4) this.#checkLength();
    }
    const head = frameHead.read(this.#head);
    this.#frameLeft = head.length - MIN_FRAME_LENGTH;
    this.#more = head.more;
    this.#emptyFrames = this.#frameLeft === 0 ? this.#emptyFrames + 1 : 0;
    if (this.#emptyFrames > MAX_EMPTY_FRAMES)
      throw new BackupError("bad-frame", { detail: `more than ${MAX_EMPTY_FRAMES} empty frames` });
    return head;
  }

  async #nextFrame(): Promise<void> {
    const head = await this.#nextHead();
    if (
      head.failure ||
      head.internalVersion !== INTERNAL_VERSION ||
      head.applicationVersion !== this.#applicationVersion
    )
      throw new PeerFailure(await this.#collect(), head.applicationVersion, head.internalVersion);
  }

  #checkLength(): void {
    const length = u32(this.#head, 0);
    if (length >= MIN_FRAME_LENGTH && length <= MAX_FRAME_LENGTH) return;
    const service = serviceOf(this.#head.subarray(0, 4));
    if (service && this.received === 0)
      throw new BackupError("not-a-backup-port", {
        detail: `${this.#connection.where} is ${service}`,
      });
    throw new BackupError("bad-frame", {
      detail: `expected a frame length from ${MIN_FRAME_LENGTH} to ${MAX_FRAME_LENGTH}, found ${length}`,
    });
  }

  /** The rest of the failure message, over as many frames as it takes. */
  async #collect(): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let size = 0;
    for (;;) {
      while (this.#frameLeft > 0) {
        if (this.#rawAt === this.#raw.length) await this.#rawFill();
        const take = Math.min(this.#frameLeft, this.#raw.length - this.#rawAt);
        size += take;
        if (size > MAX_FAILURE_BYTES)
          throw new BackupError("limit-exceeded", { detail: "a failure message over 1 MiB" });
        pieces.push(Buffer.from(this.#raw.subarray(this.#rawAt, this.#rawAt + take)));
        this.#rawAt += take;
        this.#frameLeft -= take;
      }
      if (!this.#more) return Buffer.concat(pieces);
      await this.#nextHead();
    }
  }

  /**
   * Makes the next piece of the message available in `chunk[at..end)`.
   * @returns false when the message has ended
   * @throws PeerFailure; BackupError bad-frame, closed-early, read-timeout, cancelled
   */
  async fill(): Promise<boolean> {
    const { firstByteMillis, silenceMillis } = this.#timeouts;
    this.#expect(this.#started ? silenceMillis : firstByteMillis);
    while (this.#frameLeft === 0) {
      if (!this.#more) {
        if (this.#rawAt < this.#raw.length)
          throw new BackupError("bad-frame", {
            detail: `${this.#raw.length - this.#rawAt} bytes behind the last frame of the answer`,
          });
        return false;
      }
      await this.#nextFrame();
    }
    if (this.#rawAt === this.#raw.length) await this.#rawFill();
    const take = Math.min(this.#frameLeft, this.#raw.length - this.#rawAt);
    this.chunk = this.#raw;
    this.at = this.#rawAt;
    this.end = this.#rawAt + take;
    this.#rawAt += take;
    this.#frameLeft -= take;
    this.received += take;
    return true;
  }

  /** True when every byte of the message was consumed. */
  async ended(): Promise<boolean> {
    return this.at === this.end && !(await this.fill());
  }

  /** The next `count` bytes (at most 64 KiB) in one piece, valid until the next call. */
  async take(count: number, what: string): Promise<Buffer> {
    if (this.end - this.at >= count) {
      const piece = this.chunk.subarray(this.at, this.at + count);
      this.at += count;
      return piece;
    }
    let have = 0;
    while (have < count) {
      if (this.at === this.end && !(await this.fill()))
        throw new BackupError("bad-frame", {
          detail: `the answer ended inside ${what}: expected ${count} bytes, found ${have}`,
        });
      const take = Math.min(count - have, this.end - this.at);
      this.chunk.copy(this.#scratch, have, this.at, this.at + take);
      have += take;
      this.at += take;
    }
    return this.#scratch.subarray(0, count);
  }

  async takeU8(what: string): Promise<number> {
    return u8(await this.take(1, what), 0);
  }
  async takeU16(what: string): Promise<number> {
    return u16(await this.take(2, what), 0);
  }
  async takeBig64(what: string): Promise<bigint> {
    return big64(await this.take(8, what), 0);
  }
}
