/** Cadences that are offered by name. */
export interface Preset {
  id: string;
  label: string;
  incrementalCron: string;
  fullCron: string;
}

export const PRESETS: Preset[] = [
  {
    id: "quarter-hourly",
    label: "Every 15 minutes, full on Sundays at 02:00",
    incrementalCron: "*/15 * * * *",
    fullCron: "0 2 * * 0",
  },
  {
    id: "hourly",
    label: "Every hour, full on Sundays at 02:00",
    incrementalCron: "0 * * * *",
    fullCron: "0 2 * * 0",
  },
  {
    id: "six-hourly",
    label: "Every 6 hours, full on Sundays at 02:00",
    incrementalCron: "0 */6 * * *",
    fullCron: "0 2 * * 0",
  },
  {
    id: "nightly",
    label: "Nightly at 02:00, full on Sundays",
    incrementalCron: "0 2 * * 1-6",
    fullCron: "0 2 * * 0",
  },
  {
    id: "working-hours",
    label: "Every 30 minutes in working hours, full on Saturdays at 03:00",
    incrementalCron: "*/30 8-18 * * 1-5",
    fullCron: "0 3 * * 6",
  },
  {
    id: "full-nightly",
    label: "Full every night at 02:00, nothing between",
    incrementalCron: "",
    fullCron: "0 2 * * *",
  },
];

export const CUSTOM = "custom";

/** What is proposed for a database that has no schedule. */
export const SUGGESTED = PRESETS[1] as Preset;

const tidy = (cron: string): string => cron.trim().replace(/\s+/g, " ");

/** The preset that two expressions are, or `custom`. */
export const presetOf = (of: { incrementalCron: string; fullCron: string }): string =>
  PRESETS.find(
    (preset) =>
      preset.incrementalCron === tidy(of.incrementalCron) && preset.fullCron === tidy(of.fullCron),
  )?.id ?? CUSTOM;
