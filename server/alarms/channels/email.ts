import { createTransport } from "nodemailer";
import { messageOf } from "../../log.ts";
import { checkReach } from "../../reach/index.ts";
import { htmlText, plainText } from "../message.ts";
import { type Answer, firstOf, type Letter, type Send } from "./channel.ts";

/** A certificate names hosts; an address is checked as it is. */
const IP = /^[\d.]+$|:/;
const CONNECT_MILLIS = 10_000;
const SILENCE_MILLIS = 20_000;

/** What nodemailer adds to its errors. */
interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
  response?: string;
}

/** Sends one mail; the address is resolved once, by the reach policy, and the certificate is that of the name. */
export const sendEmail: Send = async (ctx, letter) => {
  const { host = "", port = "587" } = letter.settings;
  const reach = await checkReach(ctx, { host, port: Number(port), kind: "smtp" });
  if (!reach.ok)
    return {
      ok: false,
      status: null,
      text: reach.reason,
      retry: reach.code === "unknown-host",
    };
  const transport = createTransport(transportOf(letter, reach.addresses[0] ?? host));
  try {
    const sent = await transport.sendMail(mailOf(letter));
    const refused = sent.rejected.length > 0 ? ` Refused: ${sent.rejected.join(", ")}.` : "";
    return {
      ok: true,
      status: codeOf(sent.response),
      text: firstOf(sent.response + refused),
      retry: false,
    };
  } catch (thrown) {
    return failureOf(thrown as SmtpError);
  } finally {
    transport.close();
  }
};

function transportOf({ settings, secrets }: Letter, address: string) {
  const { host = "", port = "587", tls = "starttls", certificates, user } = settings;
  return {
    host: address,
    port: Number(port),
    secure: tls === "tls",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    tls: {
      ...(IP.test(host) ? {} : { servername: host }),
      rejectUnauthorized: certificates !== "any",
    },
    ...(user ? { auth: { user, pass: secrets.password ?? "" } } : {}),
    connectionTimeout: CONNECT_MILLIS,
    greetingTimeout: CONNECT_MILLIS,
    socketTimeout: SILENCE_MILLIS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The same Message-ID for each try, so that a receiver that has it already can tell. */
const mailOf = ({ settings, message, deliveryId }: Letter) => ({
  from: settings.from ?? "",
  to: settings.to ?? "",
  subject: message.subject,
  text: plainText(message),
  html: htmlText(message),
  messageId: `<${deliveryId}@${
    (settings.from ?? "")
      .split("@")
      .at(-1)
      ?.replace(/[^\w.-]/g, "") || "holdfast"
  }>`,
  headers: { "Auto-Submitted": "auto-generated", "X-Holdfast-Delivery": deliveryId },
  ...(message.severity === "critical" && message.event !== "resolved"
    ? { priority: "high" as const }
    : {}),
});

const codeOf = (response: string): number | null => {
  const code = Number(response.slice(0, 3));
  return code >= 200 && code < 600 ? code : null;
};

/** 4xx and silence may pass (greylisting is a 4xx); 5xx, a refused sign-in and a server without TLS will not. */
function failureOf(error: SmtpError): Answer {
  const status = error.responseCode ?? null;
  const isFinal =
    (status !== null && status >= 500) ||
    error.code === "ETLS" ||
    (error.code === "EAUTH" && (status === null || status >= 500)) ||
    (error.code === "EENVELOPE" && status === null);
  const said =
    error.response && !messageOf(error).includes(error.response) ? ` ${error.response}` : "";
  return { ok: false, status, text: firstOf(messageOf(error) + said), retry: !isFinal };
}
