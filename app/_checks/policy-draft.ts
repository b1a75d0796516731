import type { VerifyPolicy } from "../_trpc/types.ts";

/** The verification policy as its form holds it. */
export interface VerifyDraft {
  when: VerifyPolicy["when"];
  repeats: boolean;
  days: string;
}

export const WHEN_OPTIONS: { value: VerifyPolicy["when"]; label: string; help: string }[] = [
  {
    value: "after-full",
    label: "After each full backup",
    help: "Incrementals prove their bytes, their continuity and that every entry can be read.",
  },
  {
    value: "after-each",
    label: "After each backup with new transactions",
    help: "The surest, and the most work: every record is read each time.",
  },
  { value: "off", label: "Not with backups", help: "Only when you ask, or by age below." },
];

export const draftOf = ({ when, everyDays }: VerifyPolicy): VerifyDraft => ({
  when,
  repeats: everyDays !== null,
  days: String(everyDays ?? 7),
});

/** The policy that a form says, or why it is none. */
export function readDraft(draft: VerifyDraft): { policy: VerifyPolicy | null; error?: string } {
  if (!draft.repeats) return { policy: { when: draft.when, everyDays: null } };
  const days = /^\d{1,4}$/.test(draft.days.trim()) ? Number(draft.days) : 0;
  return days >= 1 && days <= 3650
    ? { policy: { when: draft.when, everyDays: days } }
    : { policy: null, error: "1 to 3650 days" };
}

export const samePolicy = (a: VerifyPolicy, b: VerifyPolicy): boolean =>
  a.when === b.when && a.everyDays === b.everyDays;
