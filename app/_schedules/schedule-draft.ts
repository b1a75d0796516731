import { z } from "zod";
import type { ScheduleDto, ScheduleSetting } from "../_trpc/types.ts";
import { SUGGESTED } from "./presets.ts";

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "A time such as 22:00");

const whole = (most: number, unit: string) =>
  z
    .string()
    .refine(
      (text) => /^\s*\d+\s*$/.test(text) && Number(text) <= most,
      `A whole number of ${unit}, 0 to ${most}`,
    );

/** What the form takes; the back end reads the cron expressions, the preview tells what it makes of them. */
export const draftSchema = z.object({
  incrementalCron: z.string().max(200, "At most 200 characters"),
  fullCron: z.string().max(200, "At most 200 characters"),
  zone: z.string().trim().min(1, "Choose a time zone").max(60, "That is no time zone"),
  jitterSeconds: whole(3_600, "seconds"),
  catchUpHours: whole(168, "hours"),
  inWindow: z.enum(["skip", "postpone"]),
  windows: z
    .array(
      z
        .object({
          days: z.array(z.number()).min(1, "Choose at least one day"),
          from: clock,
          to: clock,
        })
        .refine(({ from, to }) => from !== to, {
          path: ["to"],
          message: "It must not end when it begins",
        }),
    )
    .max(20, "At most 20 windows"),
});
export type ScheduleDraft = z.infer<typeof draftSchema>;

const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

const minutesOf = (text: string): number => {
  const [hours, minutes] = text.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
};

/** The draft of a saved schedule; without one, of what is proposed. */
export function draftOf(schedule: ScheduleSetting | null, ownZone: string): ScheduleDraft {
  if (!schedule) {
    const { incrementalCron, fullCron } = SUGGESTED;
    return {
      incrementalCron,
      fullCron,
      zone: ownZone,
      jitterSeconds: "0",
      catchUpHours: "6",
      inWindow: "skip",
      windows: [],
    };
  }
  return {
    incrementalCron: schedule.incrementalCron ?? "",
    fullCron: schedule.fullCron ?? "",
    zone: schedule.zone,
    jitterSeconds: String(schedule.jitterSeconds),
    catchUpHours: String(schedule.catchUpHours),
    inWindow: schedule.inWindow,
    windows: schedule.windows.map(({ days, from, to }) => ({
      days: [...days],
      from: clockOf(from),
      to: clockOf(to),
    })),
  };
}

/** The setting that a draft means; null while the form itself finds something wrong with it. */
export function settingOf(draft: ScheduleDraft): ScheduleSetting | null {
  const read = draftSchema.safeParse(draft);
  if (!read.success) return null;
  const { data } = read;
  return {
    incrementalCron: data.incrementalCron.trim() === "" ? null : data.incrementalCron,
    fullCron: data.fullCron.trim() === "" ? null : data.fullCron,
    zone: data.zone,
    jitterSeconds: Number(data.jitterSeconds),
    catchUpHours: Number(data.catchUpHours),
    inWindow: data.inWindow,
    windows: data.windows.map(({ days, from, to }) => ({
      days: [...days].sort((a, b) => a - b),
      from: minutesOf(from),
      to: minutesOf(to),
    })),
  };
}

/** What saving would change, for people; null when nothing. */
export function changeOf(
  saved: Pick<ScheduleDto, "sentence"> | null,
  sentence: string,
  isChanged: boolean,
): string | null {
  if (!saved)
    return `Until now nothing starts by itself. From saving on: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}.`;
  if (!isChanged) return null;
  if (saved.sentence === sentence)
    return "The times stay; what you changed beside them holds from the next slot on.";
  return `Now: ${saved.sentence}. From saving on: ${sentence}. Times of the old schedule that have not begun are dropped; a run that is under way goes on.`;
}
