export { diskForecast } from "./disk.ts";
export { logWindowById, logWindowOf } from "./queries.ts";
export { forgetSamples, sampleStorage } from "./sample.ts";
export { saveLogSettings } from "./save-log-settings.ts";
export * from "./schema.ts";
