import { expect, test, vi } from "vitest";
import { rounds, seldom } from "./rounds.ts";

test("a round that takes long is not begun a second time, and stopping waits for it", async () => {
  vi.useFakeTimers();
  try {
    let begun = 0;
    let ended = 0;
    let end = (): void => {};
    const stop = rounds("test-round", 10, async () => {
      begun++;
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      ended++;
    });
    await vi.advanceTimersByTimeAsync(100);
    expect(begun).toBe(1);
    end();
    await vi.advanceTimersByTimeAsync(10);
    expect([begun, ended]).toEqual([2, 1]);
    const stopped = stop();
    end();
    await stopped;
    await vi.advanceTimersByTimeAsync(100);
    expect([begun, ended]).toEqual([2, 2]);
  } finally {
    vi.useRealTimers();
  }
});

test("what is done seldom is done at first, and again when its time has passed", async () => {
  let now = 1_000;
  let done = 0;
  const act = seldom({ now: () => new Date(now) }, 60, async () => {
    done++;
  });
  await act();
  await act();
  now += 59;
  await act();
  expect(done).toBe(1);
  now += 1;
  await act();
  expect(done).toBe(2);
});
