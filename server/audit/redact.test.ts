import { expect, test } from "vitest";
import { csvCell } from "./export.ts";
import { difference, HIDDEN, jsonOf, redact } from "./redact.ts";

test("secrets are hidden by the names of their fields, however deep, and by their sealed form", () => {
  const sealed = `v1:0123456789abcdef:${"A".repeat(40)}`;
  const json = jsonOf({
    name: "Ops",
    password: "hunter2",
    smtp: { user: "me", smtpPassword: "hunter2", apiKey: "hunter2" },
    headers: [{ Authorization: "Bearer hunter2" }],
    botToken: "hunter2",
    recoveryKey: "hunter2",
    code: "hunter2",
    note: sealed,
    totpSecret: null,
  });
  expect(json).not.toContain("hunter2");
  expect(json).not.toContain("AAAA");
  expect(JSON.parse(json as string)).toMatchObject({
    name: "Ops",
    smtp: { user: "me", apiKey: HIDDEN },
    note: HIDDEN,
    totpSecret: null,
  });
});

test("of addresses only the host stays: their paths are passwords of webhooks", () => {
  expect(redact("https://hooks.example/services/T0/B0/hunter2")).toBe(
    `https://hooks.example/${HIDDEN}`,
  );
  expect(redact("https://me:hunter2@hooks.example")).toBe(`https://hooks.example/${HIDDEN}`);
  expect(redact("postgres://u:hunter2@db/x")).not.toContain("hunter2");
  expect(redact("https://hooks.example/")).toBe("https://hooks.example/");
});

test("only what differs is kept, and a changed secret shows as changed", () => {
  expect(
    difference(
      { name: "a", port: 1, nested: { x: 1, y: 2 }, password: "old" },
      { name: "b", port: 1, nested: { x: 1, y: 3 }, password: "new" },
    ),
  ).toEqual({
    before: { name: "a", nested: { y: 2 }, password: HIDDEN },
    after: { name: "b", nested: { y: 3 }, password: HIDDEN },
  });
});

test("what cannot be JSON, is too deep or too long, is kept as something that can", () => {
  const loop: Record<string, unknown> = { at: new Date(0), big: 2n ** 63n, odd: Number.NaN };
  loop.self = loop;
  expect(JSON.stringify(redact(loop))).toContain("[deeper]");
  expect(redact(loop)).toMatchObject({
    at: "1970-01-01T00:00:00.000Z",
    big: "9223372036854775808",
  });
  expect((redact("x".repeat(10_000)) as string).length).toBe(2_001);
  expect(redact(Array.from({ length: 500 }, () => 1))).toHaveLength(101);
  const wide = Object.fromEntries(
    Array.from({ length: 90 }, (_, i) => [`f${i}`, "y".repeat(1_900)]),
  );
  expect(jsonOf(wide)).toMatch(/characters were left out/);
  expect(jsonOf(null)).toBeNull();
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "|x", "%x"])(
  "a cell that spreadsheets take for a formula is text: %j",
  (text) => {
    expect(csvCell(text)).toBe(`"'${text.replace(/"/g, '""')}"`);
  },
);

test("quotes are doubled, numbers stay numbers, nothing is nothing", () => {
  expect(csvCell('say "hi", twice\n')).toBe('"say ""hi"", twice\n"');
  expect(csvCell(-5)).toBe('"-5"');
  expect(csvCell(null)).toBe('""');
});
