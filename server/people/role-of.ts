import { ROLES, type Role } from "../actor.ts";

/** What is not a role we know may do the least. */
export const roleOf = (text: string | null | undefined): Role =>
  ROLES.find((role) => role === text) ?? "viewer";
