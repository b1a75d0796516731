/** Cuts messages into frames: bounded memory, and no faster than the peer reads. Source: spec section 1. */
import { putU8 } from "../bytes/integers.ts";
import { frameHead, INTERNAL_VERSION, MAX_FRAME_LENGTH, MIN_FRAME_LENGTH } from "./frame.ts";

export const DEFAULT_FRAME_BYTES = 512 * 1024;
const SMALLEST_FRAME_BYTES = frameHead.size + 16;

/** Sends one whole frame; resolves when its bytes may be overwritten. */
export type SendFrame = (frame: Buffer) => Promise<void>;

export class MessageWriter {
  /** Bytes of frames that were handed over, heads included. */
  sent = 0;
  readonly #send: SendFrame;
  readonly #applicationVersion: number;
  /** One buffer fills while the other one is on its way. */
  #filling: Buffer;
  #other: Buffer;
  #at = frameHead.size;
  #pending: Promise<void> = Promise.resolve();

  /** @param frameBytes size of full frames, heads included, at most 4 MiB */
  constructor(send: SendFrame, applicationVersion: number, frameBytes = DEFAULT_FRAME_BYTES) {
    if (frameBytes < SMALLEST_FRAME_BYTES || frameBytes > MAX_FRAME_LENGTH)
      throw new Error(`frames of ${frameBytes} bytes`);
    this.#send = send;
    this.#applicationVersion = applicationVersion;
    this.#filling = Buffer.allocUnsafeSlow(frameBytes);
    this.#other = Buffer.allocUnsafeSlow(frameBytes);
  }

  /** Bytes that fit into the frame that is being filled. */
  get room(): number {
    return this.#filling.length - this.#at;
  }

  /** There must be room. */
  putByte(value: number): void {
    putU8(this.#filling, this.#at++, value);
  }

  /** There must be room. */
  copy(bytes: Buffer, from: number, to: number): void {
    bytes.copy(this.#filling, this.#at, from, to);
    this.#at += to - from;
  }

  async put(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      if (this.room === 0) await this.flush();
      const take = Math.min(this.room, bytes.length - at);
      this.copy(bytes, at, at + take);
      at += take;
    }
  }

  /** Sends what was gathered; more frames of this message follow. */
  async flush(): Promise<void> {
    await this.#frame(true, false);
  }

  /** Sends the last frame of the message. */
  async end(): Promise<void> {
    await this.#frame(false, false);
    await this.#settled();
  }

  /** Ends the message with a failure. What was gathered but not sent is dropped. */
  async fail(payload: Buffer, hasFailureBit = true): Promise<void> {
    await this.#settled();
    this.#at = frameHead.size;
    const end = Math.min(payload.length, this.room);
    this.copy(payload, 0, end);
    await this.#frame(false, hasFailureBit);
    await this.#settled();
  }

  /** Waits for the frame that is on its way; a failure of it is told once. */
  async #settled(): Promise<void> {
    const pending = this.#pending;
    this.#pending = Promise.resolve();
    await pending;
  }

  async #frame(more: boolean, failure: boolean): Promise<void> {
    const frame = this.#filling.subarray(0, this.#at);
    frameHead.write(frame, 0, {
      length: frame.length - frameHead.size + MIN_FRAME_LENGTH,
      more,
      failure,
      internalVersion: INTERNAL_VERSION,
      spare: false,
      applicationVersion: this.#applicationVersion,
    });
    await this.#settled();
    this.sent += frame.length;
    this.#pending = this.#send(frame);
    // Whoever writes next sees the failure; nobody may for a while.
    this.#pending.catch(() => undefined);
    [this.#filling, this.#other] = [this.#other, this.#filling];
    this.#at = frameHead.size;
  }
}
