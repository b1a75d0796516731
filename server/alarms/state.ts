/** What to do about incidents, from the facts as they are now. Pure. */
import { type AlarmKind, isAtLeast, type Severity } from "./catalogue.ts";
import { type AlarmFact, keyOf, muteKey } from "./fact.ts";

export const ALARM_STATES = ["open", "acknowledged", "resolved"] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** An incident as far as the decision needs it. */
export interface Standing {
  id: string;
  key: string;
  kind: AlarmKind;
  databaseId: string | null;
  state: AlarmState;
  severity: Severity;
  sentence: string;
  facts: unknown;
  toldAt: Date | null;
  resolvedAt: Date | null;
}

export type Step =
  | { step: "raise"; fact: AlarmFact; muted: boolean }
  /** It came back soon after it had gone. */
  | { step: "raise-again"; id: string; fact: AlarmFact; muted: boolean }
  /** It got worse; whoever acknowledged it acknowledged less. */
  | { step: "worsen"; id: string; from: Severity; fact: AlarmFact; muted: boolean }
  /** Same incident, other figures. */
  | { step: "update"; id: string; fact: AlarmFact }
  /** It was muted and is no longer: tell it now. */
  | { step: "tell"; id: string }
  | { step: "remind"; id: string; toldAt: Date }
  | { step: "resolve"; id: string; told: boolean };

export interface Situation {
  facts: AlarmFact[];
  /** Incidents that are not over. */
  unresolved: Standing[];
  /** Incidents that ended within the last `RAISE_AGAIN_MILLIS`. */
  justResolved: Standing[];
  mutes: { key: string; until: Date }[];
  /** Kinds whose facts could not be found out this time: nothing is said about them. */
  unknownKinds: ReadonlySet<AlarmKind>;
  remindMinutes: number | null;
  now: Date;
}

/** What comes back within this time is the same incident. */
export const RAISE_AGAIN_MILLIS = 15 * 60_000;

/** Decides what is to be done; every step is one conditional change. */
export function planSteps(situation: Situation): Step[] {
  const { facts, unresolved, justResolved, now } = situation;
  const mutes = new Set(situation.mutes.filter((mute) => mute.until > now).map((mute) => mute.key));
  const isMuted = (kind: AlarmKind, databaseId: string | null): boolean =>
    mutes.has(muteKey(kind, databaseId)) || mutes.has(muteKey(kind, null));
  const byKey = new Map(unresolved.map((alarm) => [alarm.key, alarm]));
  const recent = new Map(justResolved.map((alarm) => [alarm.key, alarm]));
  const steps: Step[] = [];
  const seen = new Set<string>();
  for (const fact of facts) {
    const key = keyOf(fact);
    if (seen.has(key)) continue;
    seen.add(key);
    const muted = isMuted(fact.kind, fact.databaseId);
    const alarm = byKey.get(key);
    const before = recent.get(key);
    if (alarm) steps.push(...ofStanding(alarm, fact, muted, situation));
    else if (before) steps.push({ step: "raise-again", id: before.id, fact, muted });
    else steps.push({ step: "raise", fact, muted });
  }
  for (const alarm of unresolved)
    if (!seen.has(alarm.key) && !situation.unknownKinds.has(alarm.kind))
      steps.push({ step: "resolve", id: alarm.id, told: alarm.toldAt !== null });
  return steps;
}

function ofStanding(
  alarm: Standing,
  fact: AlarmFact,
  muted: boolean,
  { now, remindMinutes }: Situation,
): Step[] {
  const { id } = alarm;
  if (!isAtLeast(alarm.severity, fact.severity))
    return [{ step: "worsen", id, from: alarm.severity, fact, muted }];
  const steps: Step[] = [];
  const isOther =
    alarm.sentence !== fact.sentence ||
    alarm.severity !== fact.severity ||
    JSON.stringify(alarm.facts) !== JSON.stringify(fact.links);
  if (isOther) steps.push({ step: "update", id, fact });
  if (muted || alarm.state === "acknowledged") return steps;
  if (alarm.toldAt === null) steps.push({ step: "tell", id });
  else if (
    remindMinutes !== null &&
    fact.severity === "critical" &&
    now.getTime() - alarm.toldAt.getTime() >= remindMinutes * 60_000
  )
    steps.push({ step: "remind", id, toldAt: alarm.toldAt });
  return steps;
}
