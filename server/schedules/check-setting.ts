import { readCron } from "./cron.ts";
import type { ScheduleSetting } from "./schema.ts";
import { intervalsOf } from "./slots.ts";
import { freeMinutes } from "./windows.ts";

export type SettingErrors = Partial<Record<keyof ScheduleSetting, string>>;

/** What is wrong with a setting beyond its form, by field; else the setting as it is kept. */
export function checkSetting(
  setting: ScheduleSetting,
  now: Date,
): { ok: true; setting: ScheduleSetting } | { ok: false; errors: SettingErrors } {
  const errors: SettingErrors = {};
  const incrementalCron = readField("incrementalCron", setting, errors);
  const fullCron = readField("fullCron", setting, errors);
  if (setting.incrementalCron === null && setting.fullCron === null)
    errors.fullCron = "Choose at least one: without a cadence nothing would ever start.";
  if (freeMinutes(setting.windows) === 0)
    errors.windows = "The windows cover the whole week: no backup could ever start.";
  const read = { ...setting, incrementalCron, fullCron };
  if (Object.keys(errors).length === 0) checkJitter(read, now, errors);
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, setting: read };
}

function readField(
  field: "incrementalCron" | "fullCron",
  setting: ScheduleSetting,
  errors: SettingErrors,
): string | null {
  const typed = setting[field];
  if (typed === null) return null;
  const answer = readCron(typed);
  if (answer.ok) return answer.cron.text;
  errors[field] = answer.reason;
  return null;
}

/** Half the shortest interval at most, so that slots begin one after the other. */
function checkJitter(setting: ScheduleSetting, now: Date, errors: SettingErrors): void {
  const { zone, jitterSeconds } = setting;
  const usual = [setting.incrementalCron, setting.fullCron].flatMap((cron) => {
    const intervals = cron === null ? null : intervalsOf({ cron, zone }, now);
    return intervals ? [intervals.shortestMillis] : [];
  });
  const most = Math.floor(Math.min(...usual) / 2_000);
  if (usual.length > 0 && jitterSeconds > most)
    errors.jitterSeconds = `At most ${most} seconds here: half the shortest interval, so that slots keep their order.`;
}
