import {
  diskForecast,
  logWindowById,
  saveLogSettings,
  saveLogSettingsInput,
  windowInput,
} from "../forecast/index.ts";
import { administerProcedure, router, viewProcedure } from "./trpc.ts";

export const forecastRouter = router({
  window: viewProcedure.input(windowInput).query(({ ctx, input }) => logWindowById(ctx, input.id)),
  disk: viewProcedure.query(({ ctx }) => diskForecast(ctx)),
  saveLogSettings: administerProcedure
    .input(saveLogSettingsInput)
    .mutation(async ({ ctx, input }) => {
      await saveLogSettings(ctx, input);
      return await logWindowById(ctx, input.id);
    }),
});
