/** Gathers what one transaction changed out of its commands, without reading the store. */
import type { ByToken, TransactionCounts } from "../catalogue/history.ts";
import type {
  Command,
  NodeCommand,
  NodeState,
  PropertyCommand,
  PropertyState,
  RelationshipCommand,
} from "../log/commands.ts";
import { decodeDynamicLabels, decodeLabelField } from "../store/label-field.ts";
import { blockKey } from "../store/property-values.ts";
import { chainBytes } from "./command-bytes.ts";

/** What an entity in a posting is. */
export const POSTING = { node: 1, relationship: 2, label: 3, type: 4, propertyKey: 5 } as const;
const ID_SPACE = 2 ** 36;

/** One number for a kind and an id. */
export const postingKey = (kind: number, id: number): number => kind * ID_SPACE + id;

export interface Collected extends TransactionCounts {
  byToken: ByToken[];
  /** Everything the transaction touched, see {@link postingKey}. */
  touched: Set<number>;
}

const IN_USE = 1;
const CREATED = 2;
const OF_RELATIONSHIP = 2;
/** A property of an owner as one number. */
const KEY_SPACE = 2 ** 24;

/** @returns undefined when they lie in the store, not in the command */
export function labelsOf({ node, dynamicLabels }: NodeState): number[] | undefined {
  if (!(node.flags & 1)) return [];
  const field = decodeLabelField(node.labels ?? 0);
  if ("labels" in field) return field.labels;
  const value = chainBytes(dynamicLabels, field.firstDynamic);
  return value && decodeDynamicLabels(value)?.labels;
}

export class Collector {
  #counts: TransactionCounts = emptyCounts();
  #byToken = new Map<string, ByToken>();
  #touched = new Set<number>();
  #createdNodes = new Set<number>();
  #changedNodes = new Set<number>();
  #createdRelationships = new Set<number>();
  #changedRelationships = new Set<number>();
  /** Properties that came to or went from a record; one that did both has only moved. */
  #added = new Set<number>();
  #removed = new Set<number>();
  #deletedNodes = new Set<number>();
  #deletedRelationships = new Set<number>();

  add(command: Command): void {
    switch (command.type) {
      case 1:
        this.#node(command.value);
        return;
      case 2:
        this.#property(command.value);
        return;
      case 3:
        this.#relationship(command.value);
        return;
      case 4:
      case 5:
      case 8:
        this.#counts.tokens++;
        return;
      case 7:
        this.#counts.schema++;
        return;
      case 10:
      case 11:
      case 12:
      case 13:
      case 14:
      case 15:
        this.#counts.legacyIndexes++;
    }
  }

  #token(kind: ByToken["kind"], id: number): ByToken {
    this.#touched.add(postingKey(kind === "label" ? POSTING.label : POSTING.type, id));
    const key = `${kind}${id}`;
    const found = this.#byToken.get(key) ?? { kind, id, created: 0, deleted: 0 };
    this.#byToken.set(key, found);
    return found;
  }

  #node({ key: { id }, before, after }: NodeCommand): void {
    this.#touched.add(postingKey(POSTING.node, id));
    const was = (before.node.flags & 1) === 1;
    const is = (after.node.flags & 1) === 1;
    const { nodes, labels } = this.#counts;
    if (!was && is) {
      nodes.created++;
      this.#createdNodes.add(id);
      for (const label of labelsOf(after) ?? []) this.#token("label", label).created++;
      return;
    }
    if (was && !is) {
      nodes.deleted++;
      this.#deletedNodes.add(id);
      for (const label of labelsOf(before) ?? []) this.#token("label", label).deleted++;
      return;
    }
    if (!is || before.node.labels === after.node.labels) return;
    this.#changedNodes.add(id);
    const old = new Set(labelsOf(before));
    const now = new Set(labelsOf(after));
    for (const label of now)
      if (!old.has(label)) {
        labels.added++;
        this.#token("label", label);
      }
    for (const label of old)
      if (!now.has(label)) {
        labels.removed++;
        this.#token("label", label);
      }
  }

  #relationship({ id, flags, type, first, second }: RelationshipCommand): void {
    const { relationships } = this.#counts;
    if (!(flags & IN_USE)) {
      relationships.deleted++;
      this.#deletedRelationships.add(id);
      this.#token("type", type).deleted++;
    } else if (flags & CREATED) {
      relationships.created++;
      this.#createdRelationships.add(id);
      this.#token("type", type).created++;
      for (const node of [first, second])
        if (node !== undefined) this.#touched.add(postingKey(POSTING.node, node));
    } else return;
    this.#touched.add(postingKey(POSTING.relationship, id));
  }

  #property({ before, after }: PropertyCommand): void {
    const isRelationship = ((after.record.flags | before.record.flags) & OF_RELATIONSHIP) !== 0;
    const owner = after.record.owner >= 0 ? after.record.owner : before.record.owner;
    if (owner >= 0) {
      const kind = isRelationship ? POSTING.relationship : POSTING.node;
      this.#touched.add(postingKey(kind, owner));
      (isRelationship ? this.#changedRelationships : this.#changedNodes).add(owner);
    }
    const old = blocksOf(before);
    const now = blocksOf(after);
    const { properties } = this.#counts;
    for (const [key, data] of now) {
      const earlier = old.get(key);
      if (earlier === undefined) this.#moved(this.#added, owner, isRelationship, key);
      else if (!earlier.equals(data)) properties.changed++;
      else continue;
      this.#touched.add(postingKey(POSTING.propertyKey, key));
    }
    for (const key of old.keys())
      if (!now.has(key)) {
        this.#moved(this.#removed, owner, isRelationship, key);
        this.#touched.add(postingKey(POSTING.propertyKey, key));
      }
  }

  #moved(set: Set<number>, owner: number, isRelationship: boolean, key: number): void {
    const { properties } = this.#counts;
    const id = ((owner + 1) * 2 + (isRelationship ? 1 : 0)) * KEY_SPACE + key;
    const other = set === this.#added ? this.#removed : this.#added;
    if (owner >= 0 && other.delete(id)) {
      // It left one record and came to another: one change, not a deletion and a creation.
      if (set === this.#added) properties.deleted--;
      else properties.created--;
      properties.changed++;
      return;
    }
    if (set === this.#added) properties.created++;
    else properties.deleted++;
    if (owner >= 0) set.add(id);
  }

  /** What the transaction changed; the collector is then ready for the next one. */
  finish(): Collected {
    const count = (changed: Set<number>, created: Set<number>, deleted: Set<number>): number => {
      let n = 0;
      for (const id of changed) if (!created.has(id) && !deleted.has(id)) n++;
      return n;
    };
    const counts = this.#counts;
    counts.nodes.changed = count(this.#changedNodes, this.#createdNodes, this.#deletedNodes);
    counts.relationships.changed = count(
      this.#changedRelationships,
      this.#createdRelationships,
      this.#deletedRelationships,
    );
    const collected = { ...counts, byToken: [...this.#byToken.values()], touched: this.#touched };
    this.#counts = emptyCounts();
    this.#byToken = new Map();
    this.#touched = new Set();
    for (const set of [
      this.#createdNodes,
      this.#changedNodes,
      this.#deletedNodes,
      this.#createdRelationships,
      this.#changedRelationships,
      this.#deletedRelationships,
      this.#added,
      this.#removed,
    ])
      set.clear();
    return collected;
  }
}

const emptyCounts = (): TransactionCounts => ({
  nodes: { created: 0, changed: 0, deleted: 0 },
  relationships: { created: 0, changed: 0, deleted: 0 },
  properties: { created: 0, changed: 0, deleted: 0 },
  labels: { added: 0, removed: 0 },
  schema: 0,
  tokens: 0,
  legacyIndexes: 0,
});

function blocksOf({ record, blocks }: PropertyState): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  if (!(record.flags & IN_USE)) return found;
  for (const { data } of blocks) found.set(blockKey(data, 0), data);
  return found;
}
