import { describe, expect, test } from "vitest";
import { ago, makeStripSet, NOW } from "../../_trpc/fixtures.ts";
import type { StripDto, StripSet } from "../../_trpc/types.ts";
import { axisMarks } from "./axis.ts";
import { domainOf, gapsOf, layoutStrip, spanOf } from "./layout.ts";

const DAY = 24 * 60;
const strip = (sets: StripSet[], runs: StripDto["runs"] = []): StripDto => ({
  from: ago(30 * DAY),
  to: new Date(NOW),
  sets,
  runs,
});
const set = (id: string, from: number, until: number, patch: Partial<StripSet> = {}) =>
  makeStripSet({
    id,
    startedAt: ago(from),
    baseEndAt: ago(from),
    protectedAt: ago(until),
    ...patch,
  });
const run = (minutes: number, state: "succeeded" | "failed") => ({
  id: `${minutes}`,
  at: ago(minutes),
  state,
  result: state === "succeeded" ? ("incremental" as const) : null,
  asked: "auto" as const,
});
const draw = (value: StripDto) => layoutStrip(value, domainOf([value], NOW), NOW);

describe("the axis", () => {
  test("is what was asked for when sets reach back that far", () => {
    const domain = domainOf([strip([set("a", 29 * DAY, 0)])], NOW);
    expect(domain.from).toBe(ago(30 * DAY).getTime());
  });
  test("fits a young database, so that its first backup can be seen", () => {
    const domain = domainOf([strip([set("a", 60, 0)])], NOW);
    expect(NOW - domain.from).toBeCloseTo(62.4 * 60_000, -3);
  });
  test("is never shorter than two minutes", () => {
    const domain = domainOf([strip([set("a", 0.1, 0)])], NOW);
    expect(NOW - domain.from).toBeGreaterThanOrEqual(2 * 60_000);
  });
  test("leaves a margin behind now", () => {
    const drawing = draw(strip([set("a", 60, 0)]));
    expect(drawing.now).toBeGreaterThan(0.97);
    expect(drawing.now).toBeLessThan(1);
  });
  test("marks round local times and keeps clear of now", () => {
    const marks = axisMarks(NOW - 4 * DAY * 60_000, NOW, { marks: 5, timeZone: "Europe/Berlin" });
    expect(marks.map((mark) => mark.label)).toEqual(["19 Nov", "20 Nov", "21 Nov", "22 Nov"]);
    expect(marks.every((mark) => mark.at >= 0 && mark.at <= 0.9)).toBe(true);
  });
  test("marks hours within a day", () => {
    const marks = axisMarks(NOW - 6 * 3_600_000, NOW, { marks: 6, timeZone: "UTC" });
    expect(marks.map((mark) => mark.label)).toEqual(["07:00", "08:00", "09:00", "10:00", "11:00"]);
  });
});

describe("what can be restored", () => {
  test("runs from the end of the base to the last moment everything was known to be in the set", () => {
    const [band] = draw(strip([set("a", 60, 30)])).bands;
    expect(band).toMatchObject({ from: ago(60).getTime(), to: ago(30).getTime() });
  });
  test("is hatched between sets and nowhere else", () => {
    const drawing = draw(strip([set("a", 600, 400), set("b", 300, 100)]));
    expect(drawing.gaps).toHaveLength(1);
    expect(drawing.gaps[0]).toMatchObject({ from: ago(400).getTime(), to: ago(300).getTime() });
  });
  test("has no gap where sets overlap or one lies within another", () => {
    const sets = [set("a", 600, 100), set("b", 500, 300), set("c", 90, 10)];
    expect(gapsOf(sets.map(spanOf))).toEqual([[ago(100).getTime(), ago(90).getTime()]]);
  });
  test("misses nothing where no transaction happened between two sets", () => {
    const before = set("a", 600, 400, { baseEndTx: 1, lastTx: 50 });
    const quiet = set("b", 300, 100, { baseEndTx: 50, lastTx: 60 });
    expect(gapsOf([before, quiet].map(spanOf))).toEqual([]);
    expect(gapsOf([before, { ...quiet, baseEndTx: 51 }].map(spanOf))).toHaveLength(1);
    const [band] = draw(strip([before, quiet])).bands;
    expect(band?.to).toBe(quiet.baseEndAt.getTime());
  });
  test("ends at the newest good set: behind it the exposed stretch grows until now", () => {
    const drawing = draw(strip([set("a", 60, 30), set("b", 20, 5, { state: "damaged" })]));
    expect(drawing.exposed).toMatchObject({ from: ago(30).getTime(), to: NOW });
  });
  test("has no exposed stretch before the first backup", () => {
    expect(draw(strip([])).exposed).toBeNull();
  });
  test("a failed set is not drawn: its run's tick says it", () => {
    const drawing = draw(strip([set("a", 60, 60, { state: "failed" })]));
    expect(drawing.blocks).toHaveLength(0);
    expect(drawing.bands).toHaveLength(0);
  });
  test("a set that is being made is a block without a band", () => {
    const drawing = draw(strip([set("a", 60, 60, { state: "building" })]));
    expect(drawing.blocks).toHaveLength(1);
    expect(drawing.bands).toHaveLength(0);
  });
  test("a set that began before the axis shows its band from the left edge", () => {
    const value = { ...strip([set("a", 60, 0)]), from: ago(30) };
    const drawing = layoutStrip(value, { from: ago(30).getTime(), to: NOW }, NOW);
    expect(drawing.blocks).toHaveLength(0);
    expect(drawing.bands[0]?.left).toBe(0);
    expect(drawing.bands[0]?.width).toBeCloseTo(1);
  });
});

test("log files that would be narrower than a pixel share a segment", () => {
  const logFiles = Array.from({ length: 200 }, (_, at) => ({
    name: `${at}`,
    firstCommitAt: ago(60 - at * 0.1),
    lastCommitAt: ago(60 - at * 0.1),
    transactions: 1,
    bytes: 1,
    merged: 1,
  }));
  const [band] = draw(strip([set("a", 60, 0, { logFiles })])).bands;
  expect(band?.borders.length).toBeGreaterThan(20);
  expect(band?.borders.length).toBeLessThan(120);
  const value = strip([set("a", 60, 0, { logFiles })]);
  const [small] = layoutStrip(value, domainOf([value], NOW), NOW, 0.02).bands;
  expect(small?.borders.length).toBeLessThan(20);
});

test("runs that fall together are one tick, the worst of them", () => {
  const drawing = draw(
    strip([set("a", 600, 0)], [run(300, "succeeded"), run(300.1, "failed"), run(10, "succeeded")]),
  );
  expect(drawing.ticks).toHaveLength(2);
  expect(drawing.ticks[0]).toMatchObject({ tone: "bad", count: 2 });
});
