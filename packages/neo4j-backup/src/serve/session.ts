/** One client's connection: its requests are answered one after the other. */
import { writeEndOfFiles, writeStoreFile, writeStoreId } from "../protocol/answers.ts";
import type { Dialect } from "../protocol/dialects.ts";
import { decodeRequest, type Request } from "../protocol/request-decoder.ts";
import { ServedFailure, versionMismatch } from "../protocol/served-failure.ts";
import { INTERNAL_VERSION } from "../wire/frame.ts";
import type { Peer } from "../wire/listener.ts";
import { MessageWriter } from "../wire/message-writer.ts";
import { type RequestFrame, requestFrames } from "../wire/request-frames.ts";
import type { ServedDirectory } from "./served-directory.ts";

const MAX_REQUEST_FRAMES = 16;

/** What was answered, for a log line. */
export interface Served {
  peer: string;
  /** Undefined when the request could not be read. */
  request: Request | undefined;
  files: number;
  /** The transactions of the answer, inclusive. */
  firstTx: number | undefined;
  lastTx: number | undefined;
  bytes: number;
  /** Class name and message of the failure that was answered, or why the peer was lost. */
  failure: string | undefined;
}

/** A frame that is about to be sent. */
export interface FrameOut {
  request: Request;
  /** 0 for the first frame of an answer. */
  index: number;
  frame: Buffer;
}

/**
 * Sees each frame before it is sent. `cut`: half of it is sent, then the connection is closed. A
 * promise that is not fulfilled freezes the answer. A ServedFailure that is thrown is sent instead.
 */
export type OnFrame = (out: FrameOut) => "send" | "cut" | Promise<"send" | "cut">;

export interface SessionOptions {
  dialect: Dialect;
  frameBytes?: number | undefined;
  onFrame?: OnFrame | undefined;
  onServed?: ((served: Served) => void) | undefined;
}

class PeerLost extends Error {}

export async function serveSession(
  peer: Peer,
  directory: ServedDirectory,
  options: SessionOptions,
): Promise<void> {
  try {
    let pieces: Buffer[] = [];
    for await (const frame of requestFrames(peer.bytes)) {
      pieces.push(frame.piece);
      if (frame.more && pieces.length < MAX_REQUEST_FRAMES) continue;
      const message = Buffer.concat(pieces);
      pieces = [];
      const goesOn = await new Answer(peer, directory, options).give(frame, message);
      if (!goesOn) return;
    }
  } catch {
    // The peer is gone; what it asked was reported where it was answered.
  }
}

class Answer {
  readonly #peer: Peer;
  readonly #directory: ServedDirectory;
  readonly #options: SessionOptions;
  readonly #writer: MessageWriter;
  readonly #served: Served;
  #frames = 0;
  #failed = false;

  constructor(peer: Peer, directory: ServedDirectory, options: SessionOptions) {
    this.#peer = peer;
    this.#directory = directory;
    this.#options = options;
    this.#writer = new MessageWriter(
      (frame) => this.#send(frame),
      options.dialect.applicationVersion,
      options.frameBytes,
    );
    this.#served = {
      peer: peer.where,
      request: undefined,
      files: 0,
      firstTx: undefined,
      lastTx: undefined,
      bytes: 0,
      failure: undefined,
    };
  }

  /** @returns false when the connection is to be closed. @throws when the peer is gone */
  async give(frame: RequestFrame, message: Buffer): Promise<boolean> {
    try {
      this.#checkVersions(frame);
      this.#served.request = decodeRequest(message);
      if (this.#served.request.kind === "full") await this.#full(this.#served.request);
      else await this.#incremental(this.#served.request.lastTx);
      await this.#writer.end();
      return true;
    } catch (error) {
      if (error instanceof PeerLost) {
        this.#served.failure = error.message;
        throw error;
      }
      const failure =
        error instanceof ServedFailure
          ? error
          : new ServedFailure("IOException", error instanceof Error ? error.message : `${error}`);
      this.#served.failure = `${failure.className}: ${failure.message}`;
      this.#failed = true;
      await this.#writer.fail(failure.payload, failure.hasFailureBit);
      return !failure.closes;
    } finally {
      this.#served.bytes = this.#writer.sent;
      this.#options.onServed?.(this.#served);
    }
  }

  #checkVersions({ applicationVersion, internalVersion }: RequestFrame): void {
    const expected = this.#options.dialect.applicationVersion;
    if (internalVersion !== INTERNAL_VERSION)
      throw versionMismatch("internal", INTERNAL_VERSION, internalVersion);
    if (applicationVersion !== expected)
      throw versionMismatch("application", expected, applicationVersion);
  }

  async #send(frame: Buffer): Promise<void> {
    const { request } = this.#served;
    const { onFrame } = this.#options;
    const index = this.#frames++;
    const what =
      request && onFrame && !this.#failed ? await onFrame({ request, index, frame }) : "send";
    try {
      if (what === "send") return await this.#peer.send(frame);
      await this.#peer.send(frame.subarray(0, Math.ceil(frame.length / 2)));
    } catch (error) {
      throw new PeerLost(`the connection was lost: ${(error as Error).message}`);
    }
    this.#peer.destroy();
    throw new PeerLost("the connection was cut");
  }

  async #full({ gatherForensics }: Request & { kind: "full" }): Promise<void> {
    const lastTx = await this.#directory.lastTx();
    for (const file of await this.#directory.files(gatherForensics, this.#options.dialect)) {
      const bytes = this.#directory.bytesOf(file);
      await writeStoreFile(this.#writer, file, bytes);
      this.#served.files++;
    }
    await writeEndOfFiles(this.#writer);
    await this.#rest(await this.#directory.replayed(lastTx));
  }

  async #incremental(asked: bigint): Promise<void> {
    const lastTx = await this.#directory.lastTx();
    await this.#rest(this.#directory.following(asked, lastTx));
  }

  async #rest(range: [first: number, last: number] | undefined): Promise<void> {
    await writeStoreId(this.#writer, this.#directory.storeId);
    if (!range) return;
    [this.#served.firstTx, this.#served.lastTx] = range;
    for await (const bytes of this.#directory.transactions(range)) await this.#writer.put(bytes);
  }
}
