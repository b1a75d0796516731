/** An expected "no" with its reason in words; the api turns it into the matching tRPC error. */
export class Refusal extends Error {
  readonly kind: "not-found" | "conflict" | "invalid";

  constructor(kind: "not-found" | "conflict" | "invalid", message: string) {
    super(message);
    this.name = "Refusal";
    this.kind = kind;
  }
}

/** @returns `value`, or refuses when there is none. */
export function found<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined)
    throw new Refusal("not-found", `${what} does not exist (any more)`);
  return value;
}
