import { describe, expect, test } from "vitest";
import { ALARM_KINDS, KINDS } from "./catalogue.ts";
import { discordBody, slackBody, teamsBody } from "./channels/chats.ts";
import { ntfyBody } from "./channels/ntfy.ts";
import { signatureOf, webhookRequest } from "./channels/webhook.ts";
import { composeMessage, htmlText, oneLine, plainText, type Told } from "./message.ts";

const at = new Date("2026-03-01T12:00:00Z");
const options = { origin: "https://holdfast.example", at };
const told = (rest: Partial<Told> = {}): Told => ({
  id: "0190a1b2-0000-7000-8000-000000000001",
  kind: "failed",
  severity: "critical",
  sentence: "the last backup failed: nothing listens on that port",
  databaseName: "orders",
  databaseSlug: "orders",
  links: { runId: "0190a1b2-0000-7000-8000-00000000000a" },
  raisedAt: at,
  ...rest,
});

test("every kind says what is safe and what to do, in sentences", () => {
  for (const kind of [...ALARM_KINDS, "test" as const]) {
    const { when, safe, advice, name } = KINDS[kind];
    for (const text of [when, safe, advice]) expect(text, kind).toMatch(/^[A-Z].*\.$/);
    expect(name).not.toBe("");
  }
});

describe("a message", () => {
  test("says the worst truth in its first line, and leads to the incident and to the run", () => {
    const message = composeMessage("raised", [told()], options);
    const text = plainText(message);
    expect(text.split("\n")[0]).toBe(
      "Critical: orders: the last backup failed: nothing listens on that port",
    );
    expect(text).toContain(`Open: https://holdfast.example/alarms/${told().id}`);
    expect(text).toContain("The run: https://holdfast.example/runs/");
    expect(text).toContain(`Still safe: ${KINDS.failed.safe}`);
  });

  test("about a mass change leads to the restore form, filled in", () => {
    const { links } = composeMessage(
      "raised",
      [told({ kind: "mass-change", links: { setId: "20260301-1", restoreTx: 41 } })],
      options,
    );
    expect(links[0]).toEqual({
      label: "Restore to before it",
      url: "https://holdfast.example/databases/orders/restore?set=20260301-1&tx=41",
    });
  });

  test("about many of one reason is one, with all their names and the worst severity", () => {
    const many = ["a", "b", "c"].map((name) =>
      told({ databaseName: name, severity: name === "b" ? "critical" : "warning" }),
    );
    const message = composeMessage("raised", many, options);
    expect(message.subject).toBe("Critical: 3 databases could not be backed up");
    expect(message.lines).toHaveLength(3);
    expect(message.database).toBe("a, b, c");
    expect(message.link).toBe("https://holdfast.example/alarms");
  });

  test("names twenty of very many and counts the rest", () => {
    const many = Array.from({ length: 45 }, (_, n) => told({ databaseName: `db${n}` }));
    const { lines } = composeMessage("raised", many, options);
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe("And 25 more.");
  });

  test("has no links where the console's address is not known, and no promise when it is over", () => {
    const message = composeMessage("resolved", [told()], { origin: null, at });
    expect(message).toMatchObject({ link: null, links: [], safe: "" });
    expect(message.subject).toMatch(/^Resolved: orders/);
  });

  test("keeps a server's line breaks out of its subject and its markup out of mail", () => {
    const hostile = told({ sentence: 'no\r\nBcc: x@y <img src="//evil"> \u2028 end' });
    const message = composeMessage("raised", [hostile], options);
    expect(message.subject).not.toMatch(/[\r\n\u2028]/);
    expect(htmlText(message)).not.toContain("<img");
    expect(oneLine("x".repeat(2_000))).toHaveLength(500);
  });
});

describe("each service's form", () => {
  const hostile = composeMessage(
    "raised",
    [told({ databaseName: "<!channel> @everyone", sentence: "x".repeat(9_000) })],
    options,
  );

  test("of Slack has a fallback, escapes its controls, and stays within its lengths", () => {
    const body = slackBody(hostile);
    expect(body.text).not.toContain("<!channel>");
    expect(body.text).toContain("&lt;!channel&gt;");
    const [header, section] = body.blocks as unknown as [
      { text: { text: string } },
      { text: { text: string } },
    ];
    expect(header.text.text.length).toBeLessThanOrEqual(150);
    expect(section.text.text.length).toBeLessThanOrEqual(3_000);
  });

  test("of Discord mentions nobody and stays within its lengths", () => {
    const body = discordBody(hostile);
    expect(body.allowed_mentions).toEqual({ parse: [] });
    expect(body.embeds[0]?.title.length).toBeLessThanOrEqual(256);
    expect(body.embeds[0]?.description.length).toBeLessThanOrEqual(4_096);
  });

  test("of Teams is a message with one adaptive card", () => {
    const body = teamsBody(hostile);
    expect(body.attachments).toHaveLength(1);
    expect(body.attachments[0]?.content).toMatchObject({ type: "AdaptiveCard", version: "1.4" });
  });

  test("of ntfy carries priority and the place to click, and calms down when it is over", () => {
    expect(ntfyBody(hostile, "ops")).toMatchObject({ topic: "ops", priority: 5 });
    const over = composeMessage("resolved", [told()], options);
    expect(ntfyBody(over, "ops")).toMatchObject({ priority: 3, tags: ["white_check_mark"] });
  });

  test("of a webhook is signed over its time and its very body", () => {
    const request = webhookRequest({
      message: hostile,
      deliveryId: "d-1",
      settings: { url: "https://example.org/hook" },
      secrets: { key: "secret key" },
      at,
    });
    expect(request.headers["x-holdfast-signature"]).toBe(
      signatureOf("secret key", at.getTime() / 1_000, request.body),
    );
    expect(request.headers["x-holdfast-delivery"]).toBe("d-1");
    expect(JSON.parse(request.body)).toMatchObject({ event: "raised", delivery: "d-1" });
    expect(JSON.stringify(request)).not.toContain("secret key");
  });
});
