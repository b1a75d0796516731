/** Schema rules: that they can be read, name what exists, and that constraints and indexes agree. */
import { NO_ID } from "../bytes/layout.ts";
import { decodeSchemaRule, type SchemaRule } from "../store/schema-rules.ts";
import { type Bits, hasBit } from "./bits.ts";
import type { CheckThread } from "./check-thread.ts";
import { type DynamicChains, isDynamicInUse } from "./dynamic-chains.ts";
import { reportOrphans } from "./tokens.ts";

export interface FoundRule {
  id: number;
  rule: SchemaRule;
}

/** Reads and checks every rule, and notes in the plan what the data must satisfy. */
export function checkSchema(thread: CheckThread): FoundRule[] {
  const rules = readRules(thread);
  const byId = new Map(rules.map(({ id, rule }) => [id, rule]));
  const byContent = new Map<string, number>();
  for (const { id, rule } of rules) {
    checkTokensOf(thread, id, rule);
    checkPartner(thread, id, rule, byId);
    const content = contentOf(rule);
    const twin = byContent.get(content);
    if (twin !== undefined)
      thread.report.add(
        "schema-rule-twice",
        { store: "schema", id },
        { other: { store: "schema", id: twin } },
      );
    else byContent.set(content, id);
    demand(thread, rule);
  }
  return rules;
}

function readRules(thread: CheckThread): FoundRule[] {
  const { plan, files, report } = thread;
  const { firstId, count } = plan.stores.schema;
  const { chains, reached } = thread.looseChains("schema");
  const rules: FoundRule[] = [];
  files.scan("schema").scan(firstId, count, (view, id) => {
    if (!isDynamicInUse(view) || view.isContinuation) return;
    const at = { store: "schema", id } as const;
    const data = chains.read(id, at);
    const rule = data && decodeSchemaRule(data);
    if (rule && rule.keys.length > 0) rules.push({ id, rule });
    else if (data) report.add("schema-rule-unreadable", at);
  });
  if (plan.leavesRuleTails) checkTails(thread, chains, reached);
  else reportOrphans(thread, "schema", reached);
  return rules;
}

/** A tail that a rule has left behind is legal, but not what it says of itself. */
function checkTails({ plan, files }: CheckThread, chains: DynamicChains, reached: Bits): void {
  const { firstId, count } = plan.stores.schema;
  files.scan("schema").scan(firstId, count, (view, id) => {
    if (isDynamicInUse(view) && !hasBit(reached, id)) chains.loose(id);
  });
}

function checkTokensOf({ plan, report }: CheckThread, id: number, rule: SchemaRule): void {
  const at = { store: "schema", id } as const;
  const isIn = (bits: Bits, count: number, token: number): boolean =>
    token >= 0 && token < count && hasBit(bits, token);
  const { tokens, tokenCounts } = plan;
  for (const token of rule.kind === "full-text index" ? rule.tokens : [rule.token])
    if (isAboutTypes(rule)) {
      if (!isIn(tokens.relationshipType, tokenCounts.relationshipType, token))
        report.add("schema-type-unknown", at, { value: token });
    } else if (!isIn(tokens.label, tokenCounts.label, token))
      report.add("schema-label-unknown", at, { value: token });
  for (const key of rule.keys)
    if (!isIn(tokens.propertyKey, tokenCounts.propertyKey, key))
      report.add("schema-key-unknown", at, { value: key });
}

const isAboutTypes = (rule: SchemaRule): boolean =>
  rule.kind === "relationship existence" ||
  (rule.kind === "full-text index" && rule.ofRelationships);

const aboutTheSame = (one: SchemaRule, other: SchemaRule): boolean =>
  one.token === other.token && one.keys.join() === other.keys.join();

/** A uniqueness constraint and the index that serves it name each other. */
function checkPartner(
  { report }: CheckThread,
  id: number,
  rule: SchemaRule,
  byId: ReadonlyMap<number, SchemaRule>,
): void {
  const at = { store: "schema", id } as const;
  if (rule.kind === "uniqueness" || rule.kind === "node key") {
    const index = byId.get(rule.index);
    const isMine = index?.kind === "constraint index" && index.owner === id;
    if (!isMine || !aboutTheSame(rule, index))
      report.add("schema-index-not-back", at, { other: { store: "schema", id: rule.index } });
  }
  // without an owner it is an index whose constraint was never finished, which is legal
  if (rule.kind === "constraint index" && rule.owner !== NO_ID) {
    const owner = byId.get(rule.owner);
    const isMine =
      (owner?.kind === "uniqueness" || owner?.kind === "node key") && owner.index === id;
    if (!isMine || !aboutTheSame(rule, owner))
      report.add("schema-constraint-not-back", at, { other: { store: "schema", id: rule.owner } });
  }
}

/** Two rules of the same content are one too many; a constraint's index counts as an index. */
function contentOf(rule: SchemaRule): string {
  const { kind, keys } = rule;
  const tokens = kind === "full-text index" ? `${isAboutTypes(rule)}:${rule.tokens}` : rule.token;
  // full-text indexes of the same content differ by name
  const name = kind === "full-text index" ? `:${rule.name}` : "";
  return `${kind === "constraint index" ? "index" : kind}:${tokens}:${keys.join()}${name}`;
}

function demand({ plan }: CheckThread, rule: SchemaRule): void {
  const note = (map: Map<number, number[]>): void =>
    void map.set(rule.token, [...(map.get(rule.token) ?? []), ...rule.keys]);
  if (rule.kind === "node existence" || rule.kind === "node key") note(plan.demandedByLabel);
  else if (rule.kind === "relationship existence") note(plan.demandedByType);
  if (rule.kind === "uniqueness" || rule.kind === "node key")
    plan.unique.push({ label: rule.token, keys: rule.keys });
}
