import type { Tone } from "../_runs/outcome.ts";
import type { AuditOutcome } from "../_trpc/types.ts";

/** Acts in words; one that is not here is told by its name. */
const ACTS: Record<string, string> = {
  "alarms.acknowledge": "Acknowledged an alarm",
  "alarms.addChannel": "Added a channel",
  "alarms.editChannel": "Changed a channel",
  "alarms.removeChannel": "Removed a channel",
  "alarms.saveRoute": "Changed what a channel is told",
  "alarms.testChannel": "Sent a test to a channel",
  "audit.export": "Exported the audit",
  "continuous.pullNow": "Asked for a pull",
  "continuous.save": "Changed continuous protection",
  "databases.add": "Added a database",
  "databases.addDemo": "Added the demo database",
  "databases.edit": "Changed a database",
  "databases.remove": "Removed a database",
  "databases.testConnection": "Tested a connection",
  "people.changePassword": "Changed their password",
  "people.changeRole": "Changed a role",
  "people.disable": "Disabled a person",
  "people.enable": "Enabled a person",
  "people.invite": "Invited a person",
  "people.letIn": "Lifted a wait at sign-in",
  "people.remove": "Removed a person",
  "people.reset-password": "Reset a password by command",
  "people.setUp": "Created the administrator",
  "people.sign-in": "Signed in",
  "people.sign-out": "Signed out",
  "people.two-factor-off": "Turned off the second factor",
  "people.two-factor-on": "Turned on the second factor",
  "restore.rollForward": "Rolled a backup set forward",
  "restore.start": "Started a restore",
  "retention.holds.lift": "Lifted a legal hold",
  "retention.holds.place": "Placed a legal hold",
  "retention.save": "Saved retention rules",
  "runs.cancel": "Cancelled a run",
  "runs.retry": "Ran again",
  "runs.start": "Started a run",
  "schedules.pause": "Paused a schedule",
  "schedules.remove": "Removed a schedule",
  "schedules.resume": "Resumed a schedule",
  "schedules.save": "Changed a schedule",
  "security.restoreKey": "Entered the recovery key",
  "security.saveReach": "Changed where Holdfast connects to",
  "security.showRecoveryKey": "Looked at the recovery key",
  "sets.check": "Started a consistency check",
  "sets.pin": "Pinned a backup set",
  "sets.remove": "Deleted a backup set",
  "sets.unpin": "Unpinned a backup set",
  "sets.verify": "Started a verification",
  "worker.auto": "Backed up by itself",
  "worker.check": "Checked by itself",
  "worker.expire": "Let go of sets by itself",
  "worker.full": "Backed up in full by itself",
  "worker.incremental": "Backed up incrementally by itself",
};

/** `schedules.saveWindow` as "Schedules: save window". */
function fromName(act: string): string {
  const [room = "", ...rest] = act.split(".");
  const words = rest
    .join(" ")
    .replace(/[-_]/g, " ")
    .replace(/([a-z])([A-Z])/g, "$1 $2");
  const head = room.charAt(0).toUpperCase() + room.slice(1);
  return words === "" ? head : `${head}: ${words.toLowerCase()}`;
}

/** What an act was, in words. */
export const actWords = (act: string): string => ACTS[act] ?? fromName(act);

export const OUTCOME_WORDS: Record<AuditOutcome, { tone: Tone; label: string }> = {
  ok: { tone: "good", label: "Done" },
  refused: { tone: "warn", label: "Refused" },
  failed: { tone: "bad", label: "Failed" },
};

export interface Change {
  name: string;
  before: string | null;
  after: string | null;
}

/** The fields of a change, one line each, nested ones with their path. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const was = flat(before);
  const became = flat(after);
  return [...new Set([...was.keys(), ...became.keys()])].map((name) => ({
    name,
    before: was.get(name) ?? null,
    after: became.get(name) ?? null,
  }));
}

function flat(value: unknown, path = "", into = new Map<string, string>()): Map<string, string> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [key, item] of Object.entries(value))
      flat(item, path === "" ? key : `${path}.${key}`, into);
  } else if (value !== null || path !== "") {
    into.set(
      path === "" ? "value" : path,
      typeof value === "string" ? value : JSON.stringify(value),
    );
  }
  return into;
}
