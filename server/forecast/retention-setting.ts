/** One rule of Neo4j's `keep_logical_logs`, later `dbms.tx_log.rotation.retention_policy`. */
export type KeepRule =
  | { kind: "files"; files: number }
  | { kind: "size"; bytes: number }
  | { kind: "transactions"; transactions: number }
  | { kind: "time"; millis: number };

/** All files, or no more than each of the rules allows. */
export type KeepSetting = { keepsAll: true } | { keepsAll: false; rules: KeepRule[] };

export type ReadSetting = { ok: true; setting: KeepSetting } | { ok: false; reason: string };

const HOUR = 3_600_000;
/** Neo4j counts in powers of two, also where transactions are meant. */
const MULTIPLIERS: Record<string, number> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
const MOST = 2 ** 50;
const EXAMPLES =
  'write it as the server has it, for example "7 days", "24 hours", "100M size", "500k txs", "10 files", "true" or "false"';

const transactions = (amount: number): KeepRule => ({ kind: "transactions", transactions: amount });
const hours = (amount: number): KeepRule => ({ kind: "time", millis: amount * HOUR });
const days = (amount: number): KeepRule => hours(amount * 24);
const files = (amount: number): KeepRule => ({ kind: "files", files: amount });

/** By the words that Neo4j has for them, and their singulars. */
const TYPES = new Map<string, (amount: number) => KeepRule>([
  ["files", files],
  ["file", files],
  ["size", (bytes) => ({ kind: "size", bytes })],
  ["txs", transactions],
  ["tx", transactions],
  ["entries", transactions],
  ["hours", hours],
  ["hour", hours],
  ["days", days],
  ["day", days],
]);

/**
 * Reads what a server's setting says of the logs that it keeps.
 * @param text a truth value, or an amount and its type, after which a size may follow ("2 days 2G")
 */
export function readRetention(text: string): ReadSetting {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const [first = "", type = "", limit] = words;
  if (words.length === 0) return no("the setting is empty");
  if (words.length === 1) return readSingle(first);
  if (words.length > 3) return no(`"${text.trim()}" has more words than the setting can have`);
  const amount = readAmount(first);
  if (amount === null) return no(`"${first}" is no amount`);
  const rule = TYPES.get(type)?.(amount);
  if (!rule) return no(`"${type}" is no type of amount`);
  if (limit === undefined) return { ok: true, setting: { keepsAll: false, rules: [rule] } };
  const bytes = readAmount(limit);
  if (bytes === null || rule.kind !== "time")
    return no(`"${limit}" is no size after an amount of time`);
  return { ok: true, setting: { keepsAll: false, rules: [rule, { kind: "size", bytes }] } };
}

function readSingle(word: string): ReadSetting {
  if (word === "true" || word === "keep_all") return { ok: true, setting: { keepsAll: true } };
  // what Neo4j does then: all but the newest non-empty file may go
  if (word === "false" || word === "keep_none")
    return {
      ok: true,
      setting: { keepsAll: false, rules: [{ kind: "transactions", transactions: 1 }] },
    };
  if (readAmount(word) !== null) return no(`"${word}" is an amount without its type`);
  return no(`"${word}" is no setting of logs to keep`);
}

function readAmount(word: string): number | null {
  const [, digits, unit = ""] = /^(\d{1,15})([kmg]?)$/.exec(word) ?? [];
  if (digits === undefined) return null;
  const amount = Number(digits) * (MULTIPLIERS[unit] ?? 1);
  return amount >= 1 && amount <= MOST ? amount : null;
}

const no = (what: string): ReadSetting => ({ ok: false, reason: `${what}: ${EXAMPLES}` });
