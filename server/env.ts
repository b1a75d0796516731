import path from "node:path";

/** The one place below the scripts that reads the environment; each value when it is asked for, never at load. */
export const env = {
  /** Postgres address; set by the supervisor or by whoever runs the parts apart. */
  get databaseUrl(): string {
    const url = process.env.DATABASE_URL;
    if (!url) throw new Error("DATABASE_URL is not set: start Holdfast with `npm start`");
    return url;
  },
  /** The same, for whoever can do without. */
  get databaseUrlIfSet(): string | undefined {
    return process.env.DATABASE_URL || undefined;
  },
  get isPostgresEmbedded(): boolean {
    return process.env.HOLDFAST_POSTGRES === "embedded";
  },
  /** Directory of everything Holdfast keeps on disk. */
  get dataDirectory(): string {
    return path.resolve(/* turbopackIgnore: true */ process.env.HOLDFAST_DATA ?? ".data");
  },
  /** Directory under which each database has a directory of backup sets. */
  get storageRoot(): string {
    return process.env.HOLDFAST_STORAGE
      ? path.resolve(/* turbopackIgnore: true */ process.env.HOLDFAST_STORAGE)
      : path.join(/* turbopackIgnore: true */ this.dataDirectory, "backups");
  },
  /** Directory below which restores put what they restore. */
  get restoreRoot(): string {
    return process.env.HOLDFAST_RESTORE
      ? path.resolve(/* turbopackIgnore: true */ process.env.HOLDFAST_RESTORE)
      : path.join(/* turbopackIgnore: true */ this.dataDirectory, "restores");
  },
  /** Address that the console listens on. */
  get host(): string {
    return process.env.HOST ?? "127.0.0.1";
  },
  /** Port that the console listens on, when who started it said so. */
  get consolePort(): number | undefined {
    return process.env.HOLDFAST_PORT ? Number(process.env.HOLDFAST_PORT) : undefined;
  },
  /** Where people reach the console, when that is not where it listens: behind a proxy, with https. */
  get publicUrl(): string | undefined {
    return process.env.HOLDFAST_URL || undefined;
  },
  /** What cookies of sessions are signed with; the supervisor makes it once. */
  get sessionSecret(): string {
    const secret = process.env.HOLDFAST_SESSION_SECRET;
    if (!secret || secret.length < 32)
      throw new Error(
        "HOLDFAST_SESSION_SECRET is not set (32 characters or more): start Holdfast with `npm start`",
      );
    return secret;
  },
  /** What must be typed to create the first administrator, where others could reach the console first. */
  get setUpCode(): string | undefined {
    return process.env.HOLDFAST_SETUP_CODE || undefined;
  },
  /** Requests to sign in that one address may make a minute, right or wrong. */
  get signInsPerMinute(): number {
    return Number(process.env.HOLDFAST_SIGN_INS_PER_MINUTE ?? 30);
  },
  /** The key that secrets are sealed with, when it is not kept in a file. */
  get masterKey(): string | undefined {
    return process.env.HOLDFAST_MASTER_KEY || undefined;
  },
  get demoPort(): number {
    return Number(process.env.HOLDFAST_DEMO_PORT ?? 7262);
  },
  /** Time between two transactions of the demo source. */
  get demoEveryMillis(): number {
    return Number(process.env.HOLDFAST_DEMO_MILLIS ?? 5_000);
  },
  /** `silent` keeps the log quiet in tests. */
  get logLevel(): "info" | "silent" {
    return process.env.HOLDFAST_LOG === "silent" ? "silent" : "info";
  },
};
