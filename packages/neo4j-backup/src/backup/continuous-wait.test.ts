import { describe, expect, it } from "vitest";
import { Waker, waitBefore } from "./continuous-wait.ts";

describe("the wait before the next try", () => {
  it("is none at first, then doubles, spread by chance, up to the longest", () => {
    const waits = (chance: number) =>
      [1, 2, 3, 4, 7, 8, 1_000].map((attempt) => waitBefore(attempt, 30_000, () => chance));
    expect(waits(0.5)).toEqual([0, 1_000, 2_000, 4_000, 30_000, 30_000, 30_000]);
    expect(waits(0)).toEqual([0, 500, 1_000, 2_000, 15_000, 15_000, 15_000]);
  });
});

describe("a wait", () => {
  const FOREVER = 2 ** 31 - 1;

  it("ends when it is woken", async () => {
    const waker = new Waker(undefined);
    const waiting = waker.wait(FOREVER);
    waker.wake();
    await waiting;
  });

  it("does not begin when it was woken before, once", async () => {
    const waker = new Waker(undefined);
    waker.wake();
    await waker.wait(FOREVER);
    let isOver = false;
    const second = waker.wait(FOREVER).then(() => {
      isOver = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    waker.wake();
    await second;
  });

  it("ends when its signal is aborted, and does not begin after that", async () => {
    const controller = new AbortController();
    const waker = new Waker(controller.signal);
    const waiting = waker.wait(FOREVER);
    controller.abort();
    await waiting;
    await waker.wait(FOREVER);
  });
});
