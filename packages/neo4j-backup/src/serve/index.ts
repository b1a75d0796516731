/** Serving backups: a directory as a backup server, and a sample database that lives. */
export { ServedFailure } from "../protocol/served-failure.ts";
export { type DemoOptions, startDemoSource } from "./demo-source.ts";
export { type RunningServer, type ServeOptions, serveDirectory } from "./serve-directory.ts";
export type { FrameOut, OnFrame, Served } from "./session.ts";
