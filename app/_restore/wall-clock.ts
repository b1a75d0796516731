const WALL = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/;

/** The zones that a time can be typed in: the reader's and UTC. */
export function zonesOf(own: string): string[] {
  return own === "UTC" || own === "Etc/UTC" ? ["UTC"] : [own, "UTC"];
}

/** A moment as a clock in the zone shows it: `2026-11-22 14:31:07.412`. */
export function formatWall(at: Date, zone: string): string {
  return new Date(wallOf(at.getTime(), zone)).toISOString().slice(0, 23).replace("T", " ");
}

export type ReadTime = { ok: true; at: Date } | { ok: false; problem: string };

/**
 * Reads a time in a zone. Left out seconds are 0. A time that the zone skips in spring is refused; of one that it
 * shows twice in autumn the first is meant.
 */
export function readWall(text: string, zone: string): ReadTime {
  const parts = WALL.exec(text.trim());
  if (!parts) return { ok: false, problem: "Write it as 2026-11-22 14:31:07" };
  const [year, month, day, hour, minute, second] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  const millis = Number((parts[7] ?? "0").padEnd(3, "0"));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, millis);
  const check = new Date(wall);
  if (
    check.getUTCMonth() !== month - 1 ||
    check.getUTCDate() !== day ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  )
    return { ok: false, problem: "There is no such time" };
  const candidates = [wall - 86_400_000, wall + 86_400_000]
    .map((near) => wall - (wallOf(near, zone) - near))
    .filter((at) => wallOf(at, zone) === wall);
  if (candidates.length === 0)
    return { ok: false, problem: `The clocks of ${zone} skip that time` };
  return { ok: true, at: new Date(Math.min(...candidates)) };
}

/** What a clock in the zone shows, as if it were UTC. */
function wallOf(at: number, zone: string): number {
  const second = Math.floor(at / 1000) * 1000;
  const shown = new Date(second).toLocaleString("sv-SE", { timeZone: zone });
  return Date.parse(`${shown.replace(" ", "T")}Z`) + (at - second);
}
