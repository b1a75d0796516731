import fc from "fast-check";
import { expect, test } from "vitest";
import { readRetention } from "./retention-setting.ts";

const MIB = 1_048_576;
const DAY = 86_400_000;

test.each([
  ["7 days", [{ kind: "time", millis: 7 * DAY }]],
  ["1 day", [{ kind: "time", millis: DAY }]],
  ["24 hours", [{ kind: "time", millis: DAY }]],
  ["100M size", [{ kind: "size", bytes: 100 * MIB }]],
  ["2G size", [{ kind: "size", bytes: 2048 * MIB }]],
  ["500k txs", [{ kind: "transactions", transactions: 512_000 }]],
  ["200 entries", [{ kind: "transactions", transactions: 200 }]],
  ["10 files", [{ kind: "files", files: 10 }]],
  ["  10   FILES ", [{ kind: "files", files: 10 }]],
  ["false", [{ kind: "transactions", transactions: 1 }]],
  ["keep_none", [{ kind: "transactions", transactions: 1 }]],
  [
    "2 days 2G",
    [
      { kind: "time", millis: 2 * DAY },
      { kind: "size", bytes: 2048 * MIB },
    ],
  ],
])("%s is read", (text, rules) => {
  expect(readRetention(text)).toEqual({ ok: true, setting: { keepsAll: false, rules } });
});

test.each(["true", "keep_all", " TRUE "])("%s keeps all logs", (text) => {
  expect(readRetention(text)).toEqual({ ok: true, setting: { keepsAll: true } });
});

test.each([
  ["", "the setting is empty"],
  ["seven days", '"seven" is no amount'],
  ["7", '"7" is an amount without its type'],
  ["7 weeks", '"weeks" is no type of amount'],
  ["7 constructor", '"constructor" is no type of amount'],
  ["0 files", '"0" is no amount'],
  ["-3 days", '"-3" is no amount'],
  ["1.5 days", '"1.5" is no amount'],
  ["7days", '"7days" is no setting of logs to keep'],
  ["9T size", '"9t" is no amount'],
  ["99999999999999999 days", '"99999999999999999" is no amount'],
  ["10 files 2G", '"2g" is no size after an amount of time'],
  ["2 days 2 G", "has more words"],
])("%s is refused with what is wrong and examples", (text, reason) => {
  const read = readRetention(text);
  expect(read).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  expect(read).toMatchObject({ reason: expect.stringContaining('"7 days"') });
});

test("any text is either read or refused in words, never thrown", () => {
  const word = fc.oneof(
    fc.constantFrom("7", "100M", "2G", "days", "files", "size", "txs", "true", "constructor"),
    fc.string({ maxLength: 12 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (words) => {
      const read = readRetention(words.join(" "));
      if (read.ok && !read.setting.keepsAll) expect(read.setting.rules.length).toBeGreaterThan(0);
      if (!read.ok) expect(read.reason.length).toBeGreaterThan(10);
    }),
  );
});
