import {
  listSlots,
  pauseInput,
  pauseSchedule,
  previewInput,
  previewSchedule,
  recentlyMissed,
  removeSchedule,
  resumeSchedule,
  saveSchedule,
  saveScheduleInput,
  scheduleOf,
  scheduleOfInput,
  slotsInput,
} from "../schedules/index.ts";
import { zoneNames } from "../zones/index.ts";
import { administerProcedure, operateProcedure, router, viewProcedure } from "./trpc.ts";

export const schedulesRouter = router({
  get: viewProcedure
    .input(scheduleOfInput)
    .query(({ ctx, input }) => scheduleOf(ctx, input.databaseId)),
  preview: viewProcedure.input(previewInput).query(({ ctx, input }) => previewSchedule(ctx, input)),
  missed: viewProcedure
    .input(scheduleOfInput)
    .query(({ ctx, input }) => recentlyMissed(ctx, input.databaseId)),
  slots: viewProcedure.input(slotsInput).query(({ ctx, input }) => listSlots(ctx, input)),
  zones: viewProcedure.query(() => zoneNames()),
  save: administerProcedure
    .input(saveScheduleInput)
    .mutation(({ ctx, input }) => saveSchedule(ctx, input)),
  remove: administerProcedure
    .input(scheduleOfInput)
    .mutation(({ ctx, input }) => removeSchedule(ctx, input.databaseId)),
  pause: operateProcedure.input(pauseInput).mutation(({ ctx, input }) => pauseSchedule(ctx, input)),
  resume: operateProcedure
    .input(scheduleOfInput)
    .mutation(({ ctx, input }) => resumeSchedule(ctx, input.databaseId)),
});
