import { expect, test } from "vitest";
import { protectedSince } from "./protected-since.ts";

const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 6, 0, second));
const phase = (name: string, second: number) => ({
  phase: name,
  startedAt: at(second),
  finishedAt: at(second + 1),
});

test("a full backup protects up to the moment its transactions began to arrive, not up to its end", () => {
  const phases = [
    phase("receiving-files", 2),
    phase("receiving-transactions", 9),
    phase("verifying", 11),
  ];
  expect(protectedSince("full", phases, at(0))).toEqual(at(9));
});

test("a full backup without transactions protects up to the moment its files began to arrive", () => {
  expect(
    protectedSince("full", [phase("receiving-files", 2), phase("verifying", 8)], at(0)),
  ).toEqual(at(2));
});

test("an incremental backup protects up to the moment the server's answer began", () => {
  const phases = [
    phase("comparing-overlap", 3),
    phase("receiving-transactions", 4),
    phase("writing", 8),
  ];
  expect(protectedSince("incremental", phases, at(0))).toEqual(at(3));
});

test("without any such phase only the start of the run is certain", () => {
  expect(protectedSince("incremental", [], at(0))).toEqual(at(0));
});
