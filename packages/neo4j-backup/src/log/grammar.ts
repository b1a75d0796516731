/**
 * Grammars of variable structures, declared as data and walked as a stream: the walker needs only a
 * few bytes in one piece at a time, so an entry of any size passes through constant memory.
 */
import { BackupError } from "../catalogue/errors.ts";

/** How a structure goes on once its fixed head was seen. */
export type Grammar =
  | { kind: "skip"; bytes: number }
  | { kind: "sequence"; parts: readonly Grammar[] }
  /** Reads `bytes`, then goes on with what `next` answers. */
  | { kind: "choose"; bytes: number; next: (b: Buffer, at: number) => Grammar | undefined }
  /** Reads `bytes`, then skips as many as `length` answers. */
  | { kind: "run"; bytes: number; length: (b: Buffer, at: number) => number }
  /** Reads `bytes`, then repeats `item` as often as `count` answers. */
  | { kind: "repeat"; bytes: number; count: (b: Buffer, at: number) => number; item: Grammar };

export const skip = (bytes: number): Grammar => ({ kind: "skip", bytes });
export const sequence = (...parts: Grammar[]): Grammar => ({ kind: "sequence", parts });
export const choose = (
  bytes: number,
  next: (b: Buffer, at: number) => Grammar | undefined,
): Grammar => ({ kind: "choose", bytes, next });
export const run = (bytes: number, length: (b: Buffer, at: number) => number): Grammar => ({
  kind: "run",
  bytes,
  length,
});
export const repeat = (
  bytes: number,
  count: (b: Buffer, at: number) => number,
  item: Grammar,
): Grammar => ({ kind: "repeat", bytes, count, item });

/** State of a grammar whose head was not read yet. */
const FRESH = -1;
/** The longest fixed head of any structure. */
const CARRY_BYTES = 4096;

const needs = (g: Grammar): number => (g.kind === "skip" || g.kind === "sequence" ? 0 : g.bytes);

function counted(value: number, what: string): number {
  if (value < 0) throw new BackupError("bad-log", { detail: `${what} is negative: ${value}` });
  return value;
}

/** Walks grammars over bytes that arrive in pieces. */
export class GrammarWalker {
  readonly #root: Grammar;
  readonly #stack: Grammar[] = [];
  /** For a sequence: index of its next part; for a repeat whose head was read: items left. */
  readonly #state: number[] = [];
  readonly #carry = Buffer.alloc(CARRY_BYTES);
  #carried = 0;
  #skipLeft = 0;
  /** Bytes consumed, those that wait in the carry buffer included. */
  consumed = 0;

  /** @param root walked again and again, as long as bytes come */
  constructor(root: Grammar) {
    this.#root = root;
  }

  /** True between two structures, when nothing of the next one was seen. */
  get atStart(): boolean {
    return this.#stack.length === 0 && this.#carried === 0 && this.#skipLeft === 0;
  }

  /** Offset up to which structures were fully interpreted, the carried bytes excluded. */
  get interpreted(): number {
    return this.consumed - this.#carried;
  }

  /** Consumes `chunk[at..end)` whole. @throws whatever a grammar's callback throws */
  push(chunk: Buffer, at: number, end: number): void {
    const base = this.consumed - at;
    while (at < end) {
      if (this.#skipLeft > 0) {
        const take = Math.min(this.#skipLeft, end - at);
        this.#skipLeft -= take;
        at += take;
        this.consumed = base + at;
        if (this.#skipLeft === 0) this.#settle();
        continue;
      }
      const next = this.#stack.length === 0 ? this.#root : (this.#stack.at(-1) as Grammar);
      const need = needs(next);
      if (this.#carried > 0 || end - at < need) {
        const take = Math.min(need - this.#carried, end - at);
        chunk.copy(this.#carry, this.#carried, at, at + take);
        this.#carried += take;
        at += take;
        this.consumed = base + at;
        if (this.#carried < need) return;
        this.#carried = 0;
        this.#step(next, this.#carry, 0);
      } else {
        at += need;
        this.consumed = base + at;
        this.#step(next, chunk, at - need);
      }
      this.#settle();
    }
  }

  /** Interprets a structure's head and puts what follows on the stack. */
  #step(g: Grammar, b: Buffer, at: number): void {
    if (this.#stack.length > 0) {
      this.#stack.pop();
      this.#state.pop();
    }
    switch (g.kind) {
      case "choose": {
        const next = g.next(b, at);
        if (next) this.#enter(next, FRESH);
        return;
      }
      case "run":
        this.#skipLeft = counted(g.length(b, at), "a length");
        return;
      case "repeat": {
        const count = counted(g.count(b, at), "a count");
        if (count > 0) this.#enter(g, count);
        return;
      }
      case "skip":
        this.#skipLeft = g.bytes;
        return;
      case "sequence":
        this.#enter(g, FRESH);
    }
  }

  #enter(g: Grammar, state: number): void {
    this.#stack.push(g);
    this.#state.push(g.kind === "sequence" ? 0 : state);
  }

  /** Descends until bytes are needed: the top of the stack is then a grammar with a head, or nothing. */
  #settle(): void {
    while (this.#skipLeft === 0 && this.#stack.length > 0) {
      const top = this.#stack.length - 1;
      const g = this.#stack[top] as Grammar;
      const state = this.#state[top] as number;
      if (g.kind === "sequence") {
        if (state === g.parts.length) this.#leave();
        else {
          this.#state[top] = state + 1;
          this.#enter(g.parts[state] as Grammar, FRESH);
        }
      } else if (g.kind === "repeat" && state >= 0) {
        if (state === 0) this.#leave();
        else {
          this.#state[top] = state - 1;
          this.#enter(g.item, FRESH);
        }
      } else if (g.kind === "skip") {
        this.#leave();
        this.#skipLeft = g.bytes;
      } else return;
    }
  }

  #leave(): void {
    this.#stack.pop();
    this.#state.pop();
  }
}
