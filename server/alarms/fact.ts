import type { AlarmKind, Severity } from "./catalogue.ts";

/** Where a message or the inbox leads, beside the incident itself. */
export interface FactLinks {
  runId?: string;
  setId?: string;
  /** Restore to this transaction of `setId`. */
  restoreTx?: number;
}

/** Something that is so at present and that somebody should know of. */
export interface AlarmFact {
  kind: AlarmKind;
  severity: Severity;
  databaseId: string | null;
  /** Which of several of this kind; often none. */
  subject: string;
  /** One sentence, with its figures; no secrets. */
  sentence: string;
  /** Databases that fail for the same reason at once are told of in one message. */
  reason: string;
  links: FactLinks;
  /** Told of when it is no longer so; without it, "it is no longer so". */
  whenGone?: string;
}

/** The one incident that a fact can have open at a time. */
export const keyOf = (fact: Pick<AlarmFact, "kind" | "databaseId" | "subject">): string =>
  `${fact.databaseId ?? "-"}/${fact.kind}/${fact.subject}`;

/** What mutes a kind for a database, or for all when there is none. */
export const muteKey = (kind: AlarmKind, databaseId: string | null): string =>
  `${databaseId ?? "-"}/${kind}`;
