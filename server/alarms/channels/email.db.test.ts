import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, expect, test } from "vitest";
import { testContext } from "../../testing/context.ts";
import { testMessage } from "../message.ts";
import { sendLetter } from "./index.ts";

const ctx = testContext();
const at = new Date("2026-03-01T12:00:00Z");
let server: SMTPServer | undefined;
afterEach(async () => {
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  server = undefined;
});

interface Mail {
  from: string;
  to: string[];
  text: string;
  isEncrypted: boolean;
}

async function mailServer(options: SMTPServerOptions): Promise<{ port: string; mails: Mail[] }> {
  const mails: Mail[] = [];
  const one = new SMTPServer({
    disabledCommands: ["AUTH"],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString("utf8"),
          isEncrypted: session.secure,
        });
        done();
      });
    },
    ...options,
  });
  one.on("error", () => {});
  await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", () => resolve()));
  server = one;
  return { port: String((one.server.address() as AddressInfo).port), mails };
}

const send = (
  settings: Record<string, string>,
  secrets: Record<string, string> = {},
  deliveryId = "d-1",
) =>
  sendLetter(ctx, "email", {
    message: testMessage("https://holdfast.example", "Ada", at),
    deliveryId,
    settings: {
      host: "127.0.0.1",
      tls: "none",
      from: "Holdfast <holdfast@example.org>",
      to: "ada@example.org, grace@example.org",
      ...settings,
    },
    secrets,
    at,
  });

test("a mail arrives with text and HTML for all receivers, and the server's reply comes back", async () => {
  const { port, mails } = await mailServer({});
  const answer = await send({ port });
  expect(answer).toMatchObject({ ok: true, status: 250 });
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatchObject({
    from: "holdfast@example.org",
    to: ["ada@example.org", "grace@example.org"],
  });
  const text = mails[0]?.text ?? "";
  expect(text).toMatch(/^Subject: Test: Holdfast reaches this channel\r?$/m);
  expect(text).toMatch(/^Message-ID: <d-1@example\.org>\r?$/im);
  expect(text).toContain("text/plain");
  expect(text).toContain("text/html");
  expect(text).toMatch(/^Auto-Submitted: auto-generated\r?$/m);
});

test("STARTTLS encrypts; a certificate that cannot be checked is refused unless any will do", async () => {
  const { port, mails } = await mailServer({});
  const strict = await send({ port, tls: "starttls" });
  expect(strict.ok).toBe(false);
  expect(strict.text).toMatch(/certificate|self.signed|altnames/i);
  expect(mails).toHaveLength(0);
  expect(await send({ port, tls: "starttls", certificates: "any" })).toMatchObject({ ok: true });
  expect(mails[0]?.isEncrypted).toBe(true);
});

test("a server without STARTTLS gets nothing when encryption is required, and that is final", async () => {
  const { port, mails } = await mailServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    hideSTARTTLS: true,
  });
  const answer = await send({ port, tls: "starttls" }, { password: "hunter2hunter2" });
  expect(answer).toMatchObject({ ok: false, retry: false });
  expect(answer.text).toMatch(/STARTTLS|TLS/);
  expect(mails).toHaveLength(0);
});

test("TLS from the start works with a server that speaks it", async () => {
  const { port, mails } = await mailServer({ secure: true });
  expect(await send({ port, tls: "tls", certificates: "any" })).toMatchObject({ ok: true });
  expect(mails[0]?.isEncrypted).toBe(true);
});

test("a wrong password is final, and is not repeated in what is shown", async () => {
  const { port, mails } = await mailServer({
    disabledCommands: [],
    authOptional: false,
    allowInsecureAuth: true,
    onAuth(auth, _session, done) {
      if (auth.username === "holdfast" && auth.password === "right password")
        return done(null, { user: auth.username });
      done(new Error(`Invalid login for ${auth.username}: ${auth.password}`));
    },
  });
  const wrong = await send({ port, user: "holdfast" }, { password: "wrong password" });
  expect(wrong).toMatchObject({ ok: false, status: 535, retry: false });
  expect(wrong.text).toContain("Invalid login");
  expect(wrong.text).not.toContain("wrong password");
  const right = await send({ port, user: "holdfast" }, { password: "right password" });
  expect(right).toMatchObject({ ok: true });
  expect(mails).toHaveLength(1);
});

test("greylisting is tried again and gets through; a mailbox that does not exist is not", async () => {
  let tries = 0;
  const { port, mails } = await mailServer({
    onRcptTo({ address }, _session, done) {
      if (address.startsWith("nobody"))
        return done(Object.assign(new Error("No such user here"), { responseCode: 550 }));
      if (++tries === 1)
        return done(Object.assign(new Error("Greylisted, try again later"), { responseCode: 451 }));
      done();
    },
  });
  const first = await send({ port, to: "ada@example.org" });
  expect(first).toMatchObject({ ok: false, status: 451, retry: true });
  expect(first.text).toContain("Greylisted, try again later");
  expect(await send({ port, to: "ada@example.org" })).toMatchObject({ ok: true });
  expect(mails).toHaveLength(1);
  const nobody = await send({ port, to: "nobody@example.org" });
  expect(nobody).toMatchObject({ ok: false, status: 550, retry: false });
});

test("a server that is not there is tried again", async () => {
  const { port } = await mailServer({});
  await new Promise<void>((resolve) => server?.close(() => resolve()));
  server = undefined;
  expect(await send({ port })).toMatchObject({ ok: false, status: null, retry: true });
});
