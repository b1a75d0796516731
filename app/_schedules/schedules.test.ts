import { describe, expect, test } from "vitest";
import type { SlotDto } from "../_trpc/types.ts";
import { CUSTOM, PRESETS, presetOf, SUGGESTED } from "./presets.ts";
import { changeOf, draftOf, draftSchema, settingOf } from "./schedule-draft.ts";
import { inWords, missedSentence, outcomeOf, slotName, slotSentence } from "./slot-words.ts";

const SLOT_AT = new Date("2026-11-24T01:00:00Z");
const slot = (patch: Partial<SlotDto>): SlotDto => ({
  id: "1",
  kind: "incremental",
  slotAt: SLOT_AT,
  firstSlotAt: SLOT_AT,
  slots: 1,
  isMore: false,
  outcome: "started",
  at: SLOT_AT,
  text: null,
  run: null,
  ...patch,
});
const ran = (minutesLate: number) => ({
  id: "r",
  state: "succeeded",
  startedAt: new Date(SLOT_AT.getTime() + minutesLate * 60_000),
});

describe("presets", () => {
  test("each is found again by its expressions, spaces aside, and all else is custom", () => {
    for (const preset of PRESETS) expect(presetOf(preset)).toBe(preset.id);
    expect(presetOf({ incrementalCron: " 0  * * * *", fullCron: "0 2 * * 0 " })).toBe("hourly");
    expect(presetOf({ incrementalCron: "1 * * * *", fullCron: "0 2 * * 0" })).toBe(CUSTOM);
  });
});

describe("the draft of a schedule", () => {
  test("of none is the suggestion, in the zone of the browser", () => {
    const setting = settingOf(draftOf(null, "Asia/Tokyo"));
    expect(setting).toMatchObject({
      incrementalCron: SUGGESTED.incrementalCron,
      fullCron: SUGGESTED.fullCron,
      zone: "Asia/Tokyo",
    });
  });

  test("and back says the same, windows over midnight and empty cadences included", () => {
    const setting = {
      incrementalCron: null,
      fullCron: "0 2 * * *",
      zone: "UTC",
      jitterSeconds: 30,
      catchUpHours: 0,
      inWindow: "postpone" as const,
      windows: [{ days: [1, 5], from: 22 * 60 + 5, to: 90 }],
    };
    expect(settingOf(draftOf(setting, "Asia/Tokyo"))).toEqual(setting);
  });

  test("is no setting while something in it cannot be read", () => {
    const good = draftOf(null, "UTC");
    for (const wrong of [
      { jitterSeconds: "soon" },
      { jitterSeconds: "3601" },
      { catchUpHours: "-1" },
      { zone: " " },
      { windows: [{ days: [], from: "22:00", to: "23:00" }] },
      { windows: [{ days: [1], from: "22:00", to: "22:00" }] },
      { windows: [{ days: [1], from: "24:00", to: "22:00" }] },
    ]) {
      expect(settingOf({ ...good, ...wrong })).toBeNull();
      expect(draftSchema.safeParse({ ...good, ...wrong }).success).toBe(false);
    }
  });

  test("tells what saving changes", () => {
    expect(changeOf(null, "Full every day at 02:00 (UTC)", false)).toBe(
      "Until now nothing starts by itself. From saving on: full every day at 02:00 (UTC).",
    );
    const saved = { sentence: "Full every day at 02:00 (UTC)" };
    expect(changeOf(saved, saved.sentence, false)).toBeNull();
    expect(changeOf(saved, saved.sentence, true)).toContain("The times stay");
    expect(changeOf(saved, "Full every hour (UTC)", true)).toContain(
      "Now: Full every day at 02:00 (UTC). From saving on: Full every hour (UTC).",
    );
  });
});

describe("what came of a slot", () => {
  test("is told by the clock of its zone, and how late it began", () => {
    const late = slot({ run: ran(7) });
    expect(slotName(late, "Europe/Berlin")).toContain("02:00");
    expect(outcomeOf(late)).toEqual({ label: "Late", tone: "warn" });
    expect(slotSentence(late, "Europe/Berlin")).toBe("Began 02:07, 7 min after its slot.");
    expect(outcomeOf(slot({ run: ran(0.2) })).label).toBe("Started");
    expect(slotSentence(slot({ run: ran(0.2) }), "UTC")).toBe("Began 01:00.");
  });

  test("several in a row are one line, and a missed one that was made up for is no longer bad", () => {
    const missed = slot({
      outcome: "missed",
      slots: 5,
      firstSlotAt: new Date("2026-11-23T21:00:00Z"),
    });
    expect(slotName(missed, "UTC")).toMatch(/^5 incremental slots, .*21:00 to .*01:00$/);
    expect(outcomeOf(missed).tone).toBe("bad");
    expect(outcomeOf({ ...missed, run: ran(60) }).tone).toBe("warn");
    expect(slotName({ ...missed, isMore: true }, "UTC")).toContain("more than 1,000");
  });

  test("every outcome has a sentence", () => {
    const outcomes: SlotDto["outcome"][] = [
      "started",
      "caught-up",
      "postponed",
      "missed",
      "busy",
      "window",
      "paused",
      "with-full",
      "followed",
    ];
    const sentences = outcomes.map((outcome) =>
      slotSentence(slot({ outcome, run: ran(90) }), "UTC"),
    );
    expect(new Set(sentences).size).toBe(outcomes.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  test("what is to come is told in one unit", () => {
    expect(inWords(new Date(90_000), 0)).toBe("in 1 min");
    expect(inWords(new Date(0), 1)).toBe("now");
  });

  test("missed slots are counted without those that were made up for", () => {
    expect(
      missedSentence([
        { slots: 3, isMadeUp: false },
        { slots: 9, isMadeUp: true },
        { slots: 1, isMadeUp: false },
      ]),
    ).toContain("4 slots of the schedule were missed");
    expect(missedSentence([{ slots: 1, isMadeUp: false }])).toContain("1 slot of");
  });
});
