import { env } from "../env.ts";

const YEAR_SECONDS = 31_536_000;

/**
 * What a page may do: run the scripts that carry this answer's nonce and what those load, and talk to the console. Styles may
 * be inline: the parts of the interface place themselves with them; nothing that came from outside is ever a style.
 */
export function contentSecurityPolicy(nonce: string, { isDevelopment = false } = {}): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "script-src-attr 'none'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(isHttps() ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

/** Whether people reach the console by https, as its public address says. */
const isHttps = (): boolean => env.publicUrl?.startsWith("https://") ?? false;

/** Headers of a page beside its policy that depend on how the console is reached. */
export const transportHeaders = (): Record<string, string> =>
  isHttps() ? { "strict-transport-security": `max-age=${YEAR_SECONDS}` } : {};

/** 128 bits that nobody can guess, for one answer. */
export const newNonce = (): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
