import fc from "fast-check";
import { expect, test } from "vitest";
import { RUN_STATES } from "./schema.ts";
import { along, canMove, isActive } from "./state.ts";

const anyState = fc.constantFrom(...RUN_STATES);

test("a run that has ended goes nowhere, and an active one can always fail or be cancelled", () => {
  for (const state of RUN_STATES) {
    expect(RUN_STATES.some((next) => canMove(state, next))).toBe(isActive(state));
    if (isActive(state)) {
      expect(canMove(state, "failed")).toBe(true);
      expect(canMove(state, "cancelled")).toBe(true);
    }
  }
});

test("no way leads back to a state that was left", () => {
  fc.assert(
    fc.property(fc.array(anyState, { maxLength: 8 }), (wishes) => {
      const seen = ["queued"];
      let state: (typeof RUN_STATES)[number] = "queued";
      for (const wish of wishes) {
        if (!canMove(state, wish)) continue;
        expect(seen).not.toContain(wish);
        seen.push(wish);
        state = wish;
      }
    }),
  );
});

test("only a run that runs can succeed", () => {
  for (const state of RUN_STATES) expect(canMove(state, "succeeded")).toBe(state === "running");
  expect(() => along("queued", "succeeded")).toThrow(/cannot go/);
});
