/** The servers of one store that a follower may use, one at a time. */
import { BackupError } from "../catalogue/errors.ts";
import type { Note } from "../catalogue/outcomes.ts";
import { addressText, type ServerAddress } from "../catalogue/server-address.ts";
import { isOfServer, mostTelling } from "../catalogue/several-servers.ts";

export interface FollowSource extends ServerAddress {
  /** What the host stands for, asked before each connection; what it throws stands in the way of this server only. */
  addresses?: () => Promise<readonly string[] | undefined>;
}

/** Each server has failed since one of them was good. */
export interface FailedRound {
  errors: unknown[];
  /** The one that tells most. */
  telling: unknown;
}

/** What a server's own `addresses` threw. */
class NotReachable extends Error {
  constructor(cause: unknown) {
    super("the address cannot be used", { cause });
  }
}

/** Goes from a server that failed to the next one, and stays with the one that is good. */
export class Members {
  readonly #sources: readonly FollowSource[];
  readonly #onNote: ((note: Note) => void) | undefined;
  #at = 0;
  #errors: unknown[] = [];
  #wasGood = false;
  /** What was said of each server since one was good, so that a long outage is told once. */
  readonly #told = new Map<FollowSource, string>();

  /** @param sources at least one, most wanted first */
  constructor(sources: readonly FollowSource[], onNote?: (note: Note) => void) {
    if (sources.length === 0)
      throw new BackupError("usage", { detail: "there is no server to follow" });
    this.#sources = sources;
    this.#onNote = onNote;
  }

  get #present(): FollowSource {
    return this.#sources[this.#at] as FollowSource;
  }

  /** The one in use, or tried next: `host:port`. */
  get address(): string {
    return addressText(this.#present);
  }

  /** Opens a connection to the present one. */
  async connect<T>(
    open: (server: ServerAddress, addresses: readonly string[] | undefined) => Promise<T>,
  ): Promise<T> {
    const source = this.#present;
    const addresses = await Promise.resolve(source.addresses?.()).catch((thrown) => {
      throw new NotReachable(thrown);
    });
    return await open(source, addresses);
  }

  /** The present one has done what it was asked. */
  good(): void {
    this.#errors = [];
    this.#wasGood = true;
    this.#told.clear();
  }

  /**
   * The present one has failed.
   * @returns null when the next one, or a good one once more, is to be tried at once
   * @throws the failure itself when it would be the same at every server
   */
  failed(thrown: unknown): FailedRound | null {
    const error = thrown instanceof NotReachable ? thrown.cause : thrown;
    if (error === thrown && !isOfServer(error)) throw error;
    // a server that closed an idle connection is simply connected to again
    const isIdle = this.#wasGood && error instanceof BackupError && error.kind === "transport";
    this.#wasGood = false;
    if (isIdle && this.#sources.length > 1) return null;
    this.#errors.push(error);
    this.#moveOn(error);
    if (this.#errors.length < this.#sources.length) return null;
    const errors = this.#errors;
    this.#errors = [];
    return { errors, telling: errors[mostTelling(errors)] };
  }

  #moveOn(error: unknown): void {
    if (this.#sources.length === 1) return;
    const before = this.#present;
    this.#at = (this.#at + 1) % this.#sources.length;
    const message = error instanceof Error ? error.message : String(error);
    if (this.#told.get(before) === message) return;
    this.#told.set(before, message);
    this.#onNote?.({
      level: "warning",
      text: `${addressText(before)}: ${message}; ${this.address} is tried next`,
    });
  }
}
