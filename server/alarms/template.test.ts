import fc from "fast-check";
import { expect, test } from "vitest";
import { MOST_ATTEMPTS, waitAfter } from "./backoff.ts";
import { DEFAULT_TEMPLATE } from "./channel-fields.ts";
import { checkChannel } from "./channel-settings.ts";
import { retryAfter } from "./channels/post.ts";
import { consoleOrigin } from "./origin.ts";
import { takes } from "./outbox.ts";
import { checkTemplate, fillTemplate, PLACEHOLDERS, type TemplateValues } from "./template.ts";

const values = (value: string) =>
  Object.fromEntries(PLACEHOLDERS.map((word) => [word, value])) as TemplateValues;

test("a filled template is JSON with the very values, whatever they hold", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => {
      const filled = JSON.parse(fillTemplate(DEFAULT_TEMPLATE, values(value)));
      expect(filled.subject).toBe(value);
      expect(Object.keys(filled)).toHaveLength(9);
    }),
  );
});

test("a value that looks like a placeholder is not filled again", () => {
  const filled = fillTemplate('{"a":"{{subject}}"}', { ...values("x"), subject: "{{text}}" });
  expect(JSON.parse(filled)).toEqual({ a: "{{text}}" });
});

test("a template that names what there is not, or would be no JSON, is refused with its word", () => {
  expect(() => checkTemplate('{"a":"{{password}}"}')).toThrow(/\{\{password\}\}/);
  expect(() => checkTemplate('{"a":{{subject}}}')).toThrow(/quotation marks/);
  expect(() => checkTemplate(DEFAULT_TEMPLATE)).not.toThrow();
});

test("tries are seconds apart at first and hours in all, never the same for all", () => {
  expect(waitAfter(1, 0.5)).toBe(5_000);
  expect(waitAfter(40, 1)).toBe(1.2 * 3_600_000);
  const all = Array.from({ length: MOST_ATTEMPTS - 1 }, (_, at) => waitAfter(at + 1, 0.5));
  const hours = all.reduce((sum, wait) => sum + wait, 0) / 3_600_000;
  expect(hours).toBeGreaterThan(6);
  expect(hours).toBeLessThan(24);
  expect(waitAfter(3, 0)).not.toBe(waitAfter(3, 1));
});

test("a receiver's wish to wait is read in both its forms, and has a limit", () => {
  const now = Date.parse("2026-03-01T12:00:00Z");
  expect(retryAfter("30", now)).toBe(30_000);
  expect(retryAfter("Sun, 01 Mar 2026 12:01:00 GMT", now)).toBe(60_000);
  expect(retryAfter("9999999", now)).toBe(3_600_000);
  expect(retryAfter("soon", now)).toBeUndefined();
  expect(retryAfter(null, now)).toBeUndefined();
});

test("a route takes by severity, kind, database and tag", () => {
  const alarm = { kind: "failed", severity: "warning", databaseId: "d1", reason: "" } as const;
  const route = { severity: "warning", databaseIds: [], tags: [], kinds: [] } as const;
  const of = (rest: object) => ({ ...route, ...rest }) as unknown as Parameters<typeof takes>[0];
  expect(takes(of({}), alarm, [])).toBe(true);
  expect(takes(of({ severity: "critical" }), alarm, [])).toBe(false);
  expect(takes(of({ kinds: ["overdue"] }), alarm, [])).toBe(false);
  expect(takes(of({ databaseIds: ["d2"] }), alarm, [])).toBe(false);
  expect(takes(of({ databaseIds: ["d2"], tags: ["prod"] }), alarm, ["prod"])).toBe(true);
  expect(takes(of({ tags: ["prod"] }), { ...alarm, databaseId: null }, [])).toBe(false);
});

test("a channel's form is checked field by field, and secrets that are not given stay", () => {
  const mail = {
    host: "mail.example",
    port: "587",
    from: "Holdfast <h@example.org>",
    to: "a@example.org, b@example.org",
  };
  expect(checkChannel("email", { settings: mail, secrets: {} }).settings.tls).toBe("starttls");
  const bad: [object, RegExp][] = [
    [{ host: "" }, /Mail server: it must be given/],
    [{ port: "70000" }, /Port: it must be a port/],
    [{ to: "a@example.org, nobody" }, /"nobody" is no mail address/],
    [{ from: "x\r\nBcc: y@z.example" }, /control characters/],
    [{ tls: "maybe" }, /Encryption: it must be one of/],
    [{ cc: "x" }, /no field "cc"/],
  ];
  for (const [rest, message] of bad)
    expect(() => checkChannel("email", { settings: { ...mail, ...rest }, secrets: {} })).toThrow(
      message,
    );
  const slack = checkChannel(
    "slack",
    { settings: {}, secrets: {} },
    { url: "https://old.example" },
  );
  expect(slack.secrets).toEqual({ url: "https://old.example" });
  expect(() => checkChannel("slack", { settings: {}, secrets: {} })).toThrow(/must be given/);
  expect(() => checkChannel("slack", { settings: {}, secrets: { url: "ftp://x" } })).toThrow(
    /https/,
  );
});

test("links lead to where the console is configured to be, else to where it listens", () => {
  const at = { host: "0.0.0.0", consolePort: 7000 };
  expect(consoleOrigin({ ...at, publicUrl: "https://holdfast.example/x" })).toBe(
    "https://holdfast.example",
  );
  expect(consoleOrigin(at)).toBe("http://localhost:7000");
  expect(consoleOrigin({ host: "127.0.0.1", consolePort: undefined })).toBeNull();
});
