import type { MeDto } from "../_trpc/types.ts";

export type Right = "operate" | "administer";

export interface Permission {
  may: boolean;
  /** Why not, for the hint of what is disabled; null when it is not. */
  why: string | null;
}

/** Whether a role goes as far as a right; the words say whom to ask. */
export function permissionOf(role: MeDto["role"], right: Right): Permission {
  const may = role === "administrator" || (role === "operator" && right === "operate");
  if (may) return { may, why: null };
  const takes = right === "operate" ? "an operator or an administrator" : "an administrator";
  return { may, why: `Your role is ${role}: this takes ${takes}.` };
}
