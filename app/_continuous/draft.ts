import { sourceOptions } from "../_runs/command.ts";
import type { ContinuousDto, DatabaseDto } from "../_trpc/types.ts";

const MEBIBYTE = 1024 * 1024;

export type Setting = Pick<ContinuousDto, "wanted" | "everySeconds" | "rollBytes" | "rollMinutes">;

/** The form as it is typed. */
export interface Draft {
  wanted: boolean;
  every: string;
  rollSize: string;
  rollTime: string;
}
type NumberField = Exclude<keyof Draft, "wanted">;

const LIMITS: Record<NumberField, { from: number; to: number }> = {
  every: { from: 1, to: 300 },
  rollSize: { from: 1, to: 1024 },
  rollTime: { from: 1, to: 1440 },
};

export const draftOf = ({ wanted, everySeconds, rollBytes, rollMinutes }: Setting): Draft => ({
  wanted,
  every: `${everySeconds}`,
  rollSize: `${Math.round(rollBytes / MEBIBYTE)}`,
  rollTime: `${rollMinutes}`,
});

/** What was typed, or what is wrong with it. */
export function readDraft(draft: Draft): {
  setting: Setting | null;
  errors: Partial<Record<NumberField, string>>;
} {
  const errors: Partial<Record<NumberField, string>> = {};
  for (const name of ["every", "rollSize", "rollTime"] as const) {
    const { from, to } = LIMITS[name];
    const value = /^\d{1,5}$/.test(draft[name].trim()) ? Number(draft[name]) : Number.NaN;
    if (!(value >= from && value <= to)) errors[name] = `A whole number from ${from} to ${to}`;
  }
  if (Object.keys(errors).length > 0) return { setting: null, errors };
  return {
    setting: {
      wanted: draft.wanted,
      everySeconds: Number(draft.every),
      rollBytes: Number(draft.rollSize) * MEBIBYTE,
      rollMinutes: Number(draft.rollTime),
    },
    errors,
  };
}

export const sameSetting = (a: Setting, b: Setting): boolean =>
  a.wanted === b.wanted &&
  a.everySeconds === b.everySeconds &&
  a.rollBytes === b.rollBytes &&
  a.rollMinutes === b.rollMinutes;

/** The command line that protects the same database continuously, into a directory of the caller's choice. */
export function followCommand(
  database: Pick<DatabaseDto, "host" | "port" | "moreAddresses" | "slug">,
  { everySeconds, rollBytes, rollMinutes }: Setting,
): string {
  const size = Math.round(rollBytes / MEBIBYTE);
  return `neo4j-backup follow ${sourceOptions(database)} -to ./${database.slug} -every ${everySeconds}s -roll-size ${size}m -roll-time ${rollMinutes}m`;
}
