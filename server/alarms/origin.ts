/** Where people reach the console, for links in messages: as it is configured, else where it listens; null when neither is known. */
export function consoleOrigin(from: {
  publicUrl?: string | undefined;
  host: string;
  consolePort: number | undefined;
}): string | null {
  if (from.publicUrl && URL.canParse(from.publicUrl)) return new URL(from.publicUrl).origin;
  if (from.consolePort === undefined) return null;
  const isAny = from.host === "0.0.0.0" || from.host === "::";
  const host = isAny ? "localhost" : from.host.includes(":") ? `[${from.host}]` : from.host;
  return `http://${host}:${from.consolePort}`;
}
