import type { SingleSignOnDto } from "../_trpc/types.ts";

type Role = SingleSignOnDto["defaultRole"];

/** The form's fields as they are typed. */
export interface Draft {
  enabled: boolean;
  label: string;
  issuer: string;
  clientId: string;
  secret: string;
  newcomers: boolean;
  defaultRole: Role;
  domains: string;
  groupClaim: string;
  groupRoles: string;
}

const ROLES: readonly Role[] = ["administrator", "operator", "viewer"];

export const draftOf = (settings: SingleSignOnDto | null): Draft => ({
  enabled: settings?.enabled ?? true,
  label: settings?.label ?? "Sign in with single sign-on",
  issuer: settings?.issuer ?? "",
  clientId: settings?.clientId ?? "",
  secret: "",
  newcomers: settings?.newcomers ?? false,
  defaultRole: settings?.defaultRole ?? "viewer",
  domains: settings?.domains.join(", ") ?? "",
  groupClaim: settings?.groupClaim ?? "",
  groupRoles: settings?.groupRoles.map(({ group, role }) => `${group}: ${role}`).join("\n") ?? "",
});

/** What is sent for a draft, or the line of the groups that cannot be read. */
export function settingsOf(draft: Draft) {
  const groupRoles: { group: string; role: Role }[] = [];
  for (const line of draft.groupRoles.split("\n").filter((one) => one.trim() !== "")) {
    const at = line.lastIndexOf(":");
    const role = ROLES.find((one) => one === line.slice(at + 1).trim());
    const group = line.slice(0, Math.max(at, 0)).trim();
    if (!role || group === "")
      return {
        ok: false as const,
        problem: `"${line.trim()}" is not of the form "group: role", with one of ${ROLES.join(", ")}.`,
      };
    groupRoles.push({ group, role });
  }
  const { secret, domains, groupClaim, ...rest } = draft;
  return {
    ok: true as const,
    settings: {
      ...rest,
      ...(secret === "" ? {} : { secret }),
      domains: domains.split(/[\s,]+/).filter((one) => one !== ""),
      groupClaim: groupClaim.trim() === "" ? null : groupClaim.trim(),
      groupRoles,
    },
  };
}
