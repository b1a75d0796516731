/** What came of a request to sign in: the answer, or why not, in words. */
export type Answer<T> = { ok: true; data: T } | { ok: false; message: string };

/** Posts to one of the paths of sign-in, which are not procedures because they set cookies. */
export async function signInRequest<T = Record<string, unknown>>(
  path: string,
  body: Record<string, unknown>,
): Promise<Answer<T>> {
  const answer = await fetch(`/api/auth${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (!answer) return { ok: false, message: "The server does not answer. Try again in a moment." };
  const data = (await answer.json().catch(() => ({}))) as T & { message?: string };
  if (answer.ok) return { ok: true, data };
  return { ok: false, message: sentenceOf(data.message) };
}

const SAID: Record<string, string> = {
  "Invalid email or password": "E-mail address or password is not right.",
  "Invalid code": "This code is not right. Codes change every 30 seconds.",
  "Invalid backup code": "This recovery code is not right, or was used before.",
  "Invalid two factor cookie": "This sign-in took too long: begin again with your password.",
  "Too many attempts. Please request a new code.":
    "Too many wrong codes: begin again with your password.",
  "Too many failed verification attempts. Your account is temporarily locked. Please try again later.":
    "Too many wrong codes: this account is locked for 15 minutes.",
  "Too many requests. Please try again later.":
    "Too many requests from your address: wait a minute and try again.",
};

function sentenceOf(message: string | undefined): string {
  if (!message) return "This did not work. Try again.";
  const said = SAID[message] ?? message;
  const sentence = said.charAt(0).toUpperCase() + said.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** Why the identity provider's answer was not taken, as the address of the sign-in page says it. */
const BECAUSE: Record<string, string> = {
  email_not_verified:
    "Your identity provider has not verified your e-mail address. Verify it there, then try again.",
  not_invited: "Nobody with your address is known here. Ask an administrator to invite you.",
  domain_not_allowed:
    "Addresses of your domain are not let in. Ask an administrator to invite you.",
  disabled: "This account is disabled. An administrator can enable it again.",
  provider_unusable:
    "The identity provider cannot be used now. Sign in with your password, or tell an administrator.",
  access_denied: "The identity provider was told not to sign you in.",
};

/** A failed single sign-on in words. */
export const becauseOf = (error: string): string =>
  BECAUSE[error] ??
  "The identity provider's answer could not be trusted, so nobody was signed in. Try again; if it stays so, tell an administrator.";
