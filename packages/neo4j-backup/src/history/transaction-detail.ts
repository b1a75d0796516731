/** One transaction in full: every entity it changed, with values before and after. */
import type { EntityChange, PropertyChange } from "../catalogue/history.ts";
import type {
  Command,
  IndexHeader,
  NodeCommand,
  PropertyCommand,
  PropertyState,
  RelationshipCommand,
  SchemaRuleCommand,
  TokenCommand,
} from "../log/commands.ts";
import { blockKey } from "../store/property-values.ts";
import { decodeSchemaRule } from "../store/schema-rules.ts";
import { labelsOf } from "./collector.ts";
import { chainBytes } from "./command-bytes.ts";
import { shownValue } from "./shown-value.ts";

/** Names by id, as they were then: tokens of 2.3 are never renamed. */
export interface TokenNames {
  label(id: number): string;
  type(id: number): string;
  propertyKey(id: number): string;
}

export const MAX_ENTITIES = 500;
const IN_USE = 1;
const CREATED = 2;
const OF_RELATIONSHIP = 2;

export class DetailBuilder {
  readonly #names: TokenNames;
  readonly #entities = new Map<string, EntityChange>();
  #more = 0;

  constructor(names: TokenNames) {
    this.#names = names;
  }

  #entity(kind: EntityChange["kind"], id: number): EntityChange | undefined {
    const key = `${kind} ${id}`;
    const found = this.#entities.get(key);
    if (found) return found;
    if (this.#entities.size >= MAX_ENTITIES) {
      this.#more++;
      return undefined;
    }
    const made: EntityChange = { kind, id, operation: "changed", properties: [] };
    this.#entities.set(key, made);
    return made;
  }

  add(command: Command): void {
    switch (command.type) {
      case 1:
        this.#node(command.value);
        break;
      case 2:
        this.#property(command.value);
        break;
      case 3:
        this.#relationship(command.value);
        break;
      case 4:
        this.#token("relationship type", command.value);
        break;
      case 5:
        this.#token("property key", command.value);
        break;
      case 8:
        this.#token("label", command.value);
        break;
      case 7:
        this.#schemaRule(command.value);
        break;
      case 10:
      case 15:
        this.#legacyIndex(
          command.value.header,
          command.type === 15 ? "index made" : "names defined",
        );
        break;
      case 11:
      case 12:
        this.#legacyIndex(command.value, `entity ${command.value.entity.id} added`);
        break;
      case 13:
        this.#legacyIndex(command.value, `entity ${command.value.entity.id} removed`);
        break;
      case 14:
        this.#legacyIndex(command.value, "index deleted");
    }
  }

  #node({ key: { id }, before, after }: NodeCommand): void {
    const was = (before.node.flags & 1) === 1;
    const is = (after.node.flags & 1) === 1;
    if (was && is && before.node.labels === after.node.labels) return;
    const entity = this.#entity("node", id);
    if (!entity) return;
    entity.operation = was === is ? "changed" : is ? "created" : "deleted";
    const names = (labels: number[] | undefined): string[] =>
      labels?.map((label) => this.#names.label(label)) ?? ["(not in the log)"];
    if (was) entity.labelsBefore = names(labelsOf(before));
    if (is) entity.labelsAfter = names(labelsOf(after));
  }

  #relationship({ id, flags, type, before, ...ends }: RelationshipCommand): void {
    const { first, second } = flags & IN_USE ? ends : (before ?? ends);
    if (flags & IN_USE && !(flags & CREATED)) return;
    const entity = this.#entity("relationship", id);
    if (!entity) return;
    entity.operation = flags & IN_USE ? "created" : "deleted";
    entity.type = this.#names.type(type);
    if (first !== undefined) entity.start = first;
    if (second !== undefined) entity.end = second;
  }

  #property({ key, before, after }: PropertyCommand): void {
    const isRelationship = ((after.record.flags | before.record.flags) & OF_RELATIONSHIP) !== 0;
    const owner = after.record.owner >= 0 ? after.record.owner : before.record.owner;
    const kind = owner < 0 ? "graph" : isRelationship ? "relationship" : "node";
    const entity = this.#entity(kind, owner);
    if (!entity) return;
    if (owner < 0) entity.text = `the log does not name the owner of property record ${key.id}`;
    const old = valuesOf(before);
    const now = valuesOf(after);
    for (const id of new Set([...old.keys(), ...now.keys()])) {
      const from = old.get(id);
      const to = now.get(id);
      if (from && to && from.data.equals(to.data) && to.values.length === 0) continue;
      this.#value(entity, this.#names.propertyKey(id), {
        ...(from ? { before: shownValue(from) } : {}),
        ...(to ? { after: shownValue(to) } : {}),
      });
    }
  }

  /** A property that moves from one record to another comes in two halves. */
  #value(entity: EntityChange, key: string, change: Omit<PropertyChange, "key">): void {
    const found = entity.properties.find((property) => property.key === key);
    if (found) Object.assign(found, change);
    else entity.properties.push({ key, ...change });
  }

  #token(what: string, { id, token, names }: TokenCommand): void {
    const entity = this.#entity("token", id);
    if (!entity) return;
    entity.operation = "created";
    entity.type = what;
    const name = chainBytes(names, token.nameId)?.toString("utf8");
    entity.text = `${what} ${name === undefined ? id : JSON.stringify(name)}`;
  }

  #schemaRule({ before, after, end }: SchemaRuleCommand): void {
    const records = after.some((record) => record.flags & IN_USE) ? after : before;
    const first = records[0];
    const bytes = first && chainBytes(records, first.id);
    const rule = bytes && decodeSchemaRule(bytes);
    const entity = this.#entity("schema rule", first?.id ?? -1);
    if (!entity) return;
    entity.operation = end.isCreated ? "created" : records === after ? "changed" : "deleted";
    if (!rule) return;
    const isRelationship = rule.kind === "relationship existence";
    const token = isRelationship ? this.#names.type(rule.token) : this.#names.label(rule.token);
    const keys = rule.keys.map((id) => this.#names.propertyKey(id)).join(", ");
    entity.text = `${rule.kind} on :${token}(${keys})`;
  }

  #legacyIndex({ indexNameId }: IndexHeader, text: string): void {
    const entity = this.#entity("legacy index", indexNameId === 0xffff ? -1 : indexNameId);
    if (!entity) return;
    entity.text = entity.text === undefined ? text : `${entity.text}; ${text}`.slice(0, 2_000);
  }

  finish(): { entities: EntityChange[]; moreEntities: number } {
    return { entities: [...this.#entities.values()], moreEntities: this.#more };
  }
}

function valuesOf({ record, blocks }: PropertyState) {
  const found = new Map<number, PropertyState["blocks"][number]>();
  if (record.flags & IN_USE) for (const block of blocks) found.set(blockKey(block.data, 0), block);
  return found;
}
