/** Labels, relationship types and property keys: their names, and that no two share one. */
import { NO_ID } from "../bytes/layout.ts";
import type { DynamicView, RecordViews } from "../store/record-fields.ts";
import type { StoreName } from "../store/records.ts";
import type { TokenKind } from "../store/tokens.ts";
import { hasBit, setBit, sharedBits } from "./bits.ts";
import type { CheckThread } from "./check-thread.ts";
import { DynamicChains, isDynamicInUse } from "./dynamic-chains.ts";

/** The stores of each kind by this program's names. */
const STORES_OF = {
  label: { tokens: "labels", names: "labelNames" },
  relationshipType: { tokens: "relationshipTypes", names: "relationshipTypeNames" },
  propertyKey: { tokens: "propertyKeys", names: "propertyKeyNames" },
} as const satisfies Record<TokenKind, { tokens: StoreName; names: StoreName }>;

/** Neo4j takes every other value for unused. */
const TOKEN_IN_USE = 1;

export type TokenNames = Record<TokenKind, Map<number, string>>;

/** Checks all tokens, and notes in the plan which are in use. @returns their names */
export function checkTokens(thread: CheckThread): TokenNames {
  return {
    label: checkKind(thread, "label"),
    relationshipType: checkKind(thread, "relationshipType"),
    propertyKey: checkKind(thread, "propertyKey"),
  };
}

function checkKind(thread: CheckThread, kind: TokenKind): Map<number, string> {
  const { plan, report, files } = thread;
  const { tokens: store, names } = STORES_OF[kind];
  const reached = sharedBits(plan.stores[names].count);
  const chains = new DynamicChains(names, files.records(names), plan, reached, report);
  const named = new Map<number, string>();
  const idOf = new Map<string, number>();
  files.scan(store).scan(0, plan.stores[store].count, (view, id) => {
    if (view.inUse !== TOKEN_IN_USE) return;
    setBit(plan.tokens[kind], id);
    const at = { store, id };
    const value = view.nameId === NO_ID ? Buffer.alloc(0) : chains.read(view.nameId, at);
    if (!value) return;
    const name = value.toString("utf8");
    named.set(id, name);
    const twin = idOf.get(name);
    if (name === "") report.add("token-name-empty", at);
    else if (twin !== undefined)
      report.add("token-name-twice", at, { other: { store, id: twin }, value: name });
    idOf.set(name, id);
  });
  reportOrphans(thread, names, reached);
  return named;
}

/** The stores whose records are dynamic ones. */
type DynamicStore = {
  [S in StoreName]: RecordViews[S] extends DynamicView ? S : never;
}[StoreName];

/** Dynamic records in use that nothing led to. */
export function reportOrphans(
  { plan, files, report }: CheckThread,
  store: DynamicStore,
  reached: Int32Array,
): void {
  const { firstId, count } = plan.stores[store];
  files.scan(store).scan(firstId, count, (view, id) => {
    if (isDynamicInUse(view) && !hasBit(reached, id)) report.add("dynamic-orphan", { store, id });
  });
}
