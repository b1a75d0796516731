import { describe, expect, it } from "vitest";
import { bytesText, countText, durationText, rangeText, timeText } from "./figures.ts";

describe("figures", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.00 kB"],
    [34_500, "34.5 kB"],
    [456_000_000, "456 MB"],
    [7e15, "7000 TB"],
  ])("%i bytes are %s", (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });

  it.each([
    [12, "12 ms"],
    [1234, "1.2 s"],
    [125_000, "2 min 5 s"],
    [7_380_000, "2 h 3 min"],
  ])("%i milliseconds are %s", (millis, text) => {
    expect(durationText(millis)).toBe(text);
  });

  it("counts, ranges and times", () => {
    expect([countText(1, "file"), countText(2, "file")]).toEqual(["1 file", "2 files"]);
    expect([rangeText(3, 3), rangeText(3, 9)]).toEqual(["3", "3 to 9"]);
    expect(timeText(0)).toBe("1970-01-01 00:00:00 UTC");
  });
});
