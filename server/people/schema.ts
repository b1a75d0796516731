import { z } from "zod";
import { ROLES, type Role } from "../actor.ts";
import { LONGEST_PASSWORD } from "./password-rules.ts";

export { LONGEST_PASSWORD, passwordProblem, SHORTEST_PASSWORD } from "./password-rules.ts";

const LONGEST_NAME = 100;
const LONGEST_EMAIL = 254;
const LONGEST_TEXT = 500;
const MOST_DOMAINS = 50;
const MOST_GROUPS = 50;

export interface PersonDto {
  id: string;
  name: string;
  email: string;
  role: Role;
  /** Invited, and no password set yet. */
  isInvited: boolean;
  disabledAt: Date | null;
  lastSignInAt: Date | null;
  createdAt: Date;
  hasTwoFactor: boolean;
  hasPassword: boolean;
  /** Came by single sign-on at least once. */
  hasSingleSignOn: boolean;
  sessions: number;
  /** Until when sign-in waits, after wrong passwords or codes; null while it does not. */
  waitsUntil: Date | null;
}

/** Who one is, and what one may. */
export interface MeDto {
  id: string;
  name: string;
  email: string;
  role: Role;
  hasTwoFactor: boolean;
  hasPassword: boolean;
}

export interface SessionDto {
  id: string;
  isThis: boolean;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  address: string | null;
  /** "Firefox on Linux", as far as it can be told. */
  device: string;
}

/** What somebody who is not signed in may know. */
export interface DoorDto {
  needsSetUp: boolean;
  needsSetUpCode: boolean;
  /** What the button of single sign-on says; null without one. */
  singleSignOn: string | null;
}

export interface LinkDto {
  purpose: "invite" | "reset";
  name: string;
  email: string;
  expiresAt: Date;
}

/** A link that is shown once. */
export interface NewLinkDto {
  path: string;
  expiresAt: Date;
}

export interface SingleSignOnDto {
  enabled: boolean;
  label: string;
  issuer: string;
  clientId: string;
  newcomers: boolean;
  defaultRole: Role;
  domains: string[];
  groupClaim: string | null;
  groupRoles: { group: string; role: Role }[];
  /** What the identity provider must be told. */
  callbackPath: string;
}

const name = z.string().trim().min(1, "Enter a name").max(LONGEST_NAME);
const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(LONGEST_EMAIL)
  .pipe(z.email("Enter an e-mail address, such as ada@example.com"));
const password = z.string().max(LONGEST_PASSWORD, `Use at most ${LONGEST_PASSWORD} characters`);
const role = z.enum(ROLES);
const id = z.string().min(1).max(LONGEST_NAME);
const token = z.string().min(20).max(100);

export const setUpInput = z.object({ name, email, password, code: z.string().max(100).optional() });
export type SetUpInput = z.infer<typeof setUpInput>;
export const inviteInput = z.object({ name, email, role });
export type InviteInput = z.infer<typeof inviteInput>;
export const personIdInput = z.object({ id });
export const changeRoleInput = z.object({ id, role });
export const linkInput = z.object({ token });
export const redeemLinkInput = z.object({ token, password });
export const renameInput = z.object({ name });
export const changePasswordInput = z.object({ currentPassword: password, password });
export const sessionIdInput = z.object({ id });

const domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(LONGEST_EMAIL)
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "Enter domains such as example.com");

export const singleSignOnInput = z.object({
  enabled: z.boolean(),
  label: z.string().trim().min(1, "Enter what the button says").max(LONGEST_NAME),
  issuer: z
    .url({
      protocol: /^https?$/,
      error: "Enter the issuer's address, such as https://id.example.com",
    })
    .max(LONGEST_TEXT),
  clientId: z.string().trim().min(1, "Enter the client id").max(LONGEST_TEXT),
  /** Left out: as it is. */
  secret: z.string().min(1).max(LONGEST_TEXT).optional(),
  newcomers: z.boolean(),
  defaultRole: role,
  domains: z.array(domain).max(MOST_DOMAINS),
  groupClaim: z.string().trim().min(1).max(LONGEST_NAME).nullable(),
  groupRoles: z
    .array(z.object({ group: z.string().trim().min(1).max(LONGEST_TEXT), role }))
    .max(MOST_GROUPS),
});
export type SingleSignOnInput = z.infer<typeof singleSignOnInput>;

/**
 * The address to go to after sign-in: only one of this console, so that a link to the sign-in page cannot send
 * somebody elsewhere.
 */
export function localPath(next: string | null | undefined): string {
  if (!next || next.length > 2_000 || !next.startsWith("/")) return "/";
  // browsers take a backslash for a slash and leave out tabs and line ends
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  if (/[\\\u0000-\u0020\u007f]/.test(next) || next.startsWith("//")) return "/";
  try {
    const here = "http://holdfast.invalid";
    const url = new URL(next, here);
    if (url.origin !== here || url.pathname.startsWith("//")) return "/";
    return `${url.pathname}${url.search}${url.hash}`;
  } catch {
    return "/";
  }
}
