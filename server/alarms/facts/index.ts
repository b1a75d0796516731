import type { Context } from "../../context.ts";
import { log, messageOf } from "../../log.ts";
import type { AlarmKind } from "../catalogue.ts";
import type { AlarmFact } from "../fact.ts";
import { diskFacts, workerFacts } from "./installation.ts";
import { massChangeFacts } from "./mass-change.ts";
import { runFacts } from "./runs.ts";
import { damageFacts, staleFacts } from "./sets.ts";
import { continuousFacts, missedFacts, standingFacts } from "./standing.ts";

interface Source {
  kinds: readonly AlarmKind[];
  gather: (ctx: Context) => Promise<AlarmFact[]>;
}

const SOURCES: readonly Source[] = [
  { kinds: ["failed", "fell-back", "source-changed"], gather: runFacts },
  { kinds: ["inconsistent"], gather: damageFacts },
  { kinds: ["verification-stale"], gather: staleFacts },
  { kinds: ["disk-low"], gather: diskFacts },
  { kinds: ["worker-gone"], gather: workerFacts },
  { kinds: ["mass-change"], gather: massChangeFacts },
  { kinds: ["overdue", "log-window"], gather: standingFacts },
  { kinds: ["continuous-down"], gather: continuousFacts },
  { kinds: ["missed-schedule"], gather: missedFacts },
];

export interface Gathered {
  facts: AlarmFact[];
  /** What could not be found out: nothing is raised and nothing resolved for these. */
  unknownKinds: Set<AlarmKind>;
}

/**
 * What is so at present: a fixed number of queries, however many databases there are.
 * @param only the kinds to look at; the others are unknown
 */
export async function gatherFacts(ctx: Context, only?: readonly AlarmKind[]): Promise<Gathered> {
  const facts: AlarmFact[] = [];
  const unknownKinds = new Set<AlarmKind>();
  for (const source of SOURCES) {
    try {
      if (only && !source.kinds.some((kind) => only.includes(kind))) throw skipped;
      facts.push(...(await source.gather(ctx)));
    } catch (thrown) {
      for (const kind of source.kinds) unknownKinds.add(kind);
      if (thrown !== skipped)
        log.warn("alarm-facts", { kinds: source.kinds.join(), message: messageOf(thrown) });
    }
  }
  return { facts, unknownKinds };
}

const skipped = Symbol("skipped");
