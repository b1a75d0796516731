export const UNITS = [
  { value: "1", label: "minutes" },
  { value: "60", label: "hours" },
  { value: "1440", label: "days" },
];
const YEAR = 527_040;

export interface TargetDraft {
  amount: string;
  /** Minutes in the unit. */
  unit: string;
}

/** A target in the largest unit that leaves nothing over. */
export function targetDraft(minutes: number): TargetDraft {
  const unit = ["1440", "60"].find((one) => minutes % Number(one) === 0) ?? "1";
  return { amount: String(minutes / Number(unit)), unit };
}

/** The minutes that a draft means, or what is wrong with it. */
export function readTarget(draft: TargetDraft): { minutes: number | null; error?: string } {
  const minutes = Number(draft.amount) * Number(draft.unit);
  if (!/^\s*\d{1,9}\s*$/.test(draft.amount) || minutes < 1)
    return { minutes: null, error: "A whole number from 1" };
  return minutes > YEAR ? { minutes: null, error: "At most a year" } : { minutes };
}
