const UNITS: Record<string, number> = { "": 1, k: 1_024, m: 1_024 ** 2, g: 1_024 ** 3 };
const LEAST = UNITS.m ?? 0;
const MOST = 1_024 * (UNITS.g ?? 0);

export type ReadRotation = { ok: true; bytes: number | null } | { ok: false; reason: string };

/** Reads a size as Neo4j's settings have it: `250M`. Nothing means the default. */
export function readRotation(text: string): ReadRotation {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === "") return { ok: true, bytes: null };
  const [, digits, unit = ""] = /^(\d{1,15})([kmg]?)$/.exec(trimmed) ?? [];
  if (digits === undefined)
    return { ok: false, reason: "Write a size as the server has it, for example 250M" };
  const bytes = Number(digits) * (UNITS[unit] ?? 1);
  if (bytes < LEAST)
    return { ok: false, reason: "At least 1M, which is the least that Neo4j takes" };
  return bytes > MOST ? { ok: false, reason: "At most 1024G" } : { ok: true, bytes };
}

/** The same the other way: in the largest unit that leaves nothing over. */
export function rotationText(bytes: number): string {
  const unit = ["g", "m", "k"].find((one) => bytes % (UNITS[one] ?? 1) === 0);
  return unit ? `${bytes / (UNITS[unit] ?? 1)}${unit.toUpperCase()}` : String(bytes);
}
