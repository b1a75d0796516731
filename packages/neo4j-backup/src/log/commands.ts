/**
 * Commands as typed values. Source: spec section 9, records page section 3. The value of a command that tells how
 * a record is has the fields of that record; where the entry version tells how it was as well, `before` has them.
 */
import { byteField, i32Field, i64Field, layout } from "../bytes/layout.ts";
import { type Codec, fixed, nothing, struct, u8Count, u16Count } from "./codec.ts";
import {
  type IndexCreateCommand,
  type IndexDefineCommand,
  type IndexEntryCommand,
  type IndexHeader,
  indexCreate,
  indexDefine,
  indexEntry,
  indexHeader,
} from "./index-commands.ts";
import {
  type DynamicRecord,
  dynamicRecords,
  type GroupState,
  groupState,
  type ImageFormat,
  type NodeState,
  nameTokenState,
  nodeState,
  type PropertyState,
  propertyKeyState,
  propertyState,
  type RelationshipState,
  relationshipState,
  type TokenState,
} from "./record-images.ts";

export type { NodeRecord, PropertyBlock } from "./record-images.ts";
export type {
  DynamicRecord,
  IndexCreateCommand,
  IndexDefineCommand,
  IndexEntryCommand,
  IndexHeader,
  NodeState,
  PropertyState,
};

const id64 = fixed(layout("id", 8, { id: i64Field(0) }));
const id32 = fixed(layout("token id", 4, { id: i32Field(0) }));

export interface BeforeAfter<T> {
  key: { id: number };
  before: T;
  after: T;
}
export type NodeCommand = BeforeAfter<NodeState>;
export type PropertyCommand = BeforeAfter<PropertyState>;

const pair = <T>(state: Codec<T>): Codec<BeforeAfter<T>> =>
  struct<BeforeAfter<T>>({ key: id64, before: state, after: state });

/** How something is, and how it was where that is told. */
type Told<T> = T & { before?: T };
/** The same of a record, under its id. */
export type Image<T> = { id: number } & Told<T>;

/** @param key what stands before it, once */
const told = <K extends object, T extends object>(
  key: Codec<K>,
  state: Codec<T>,
  { hasBefore }: ImageFormat,
): Codec<K & Told<T>> => ({
  grammar: {
    kind: "sequence",
    parts: hasBefore ? [key.grammar, state.grammar, state.grammar] : [key.grammar, state.grammar],
  },
  read: (c) => {
    const read = key.read(c);
    if (!hasBefore) return { ...read, ...state.read(c) };
    const before = state.read(c);
    return { ...read, before, ...state.read(c) };
  },
  write: (pieces, value) => {
    key.write(pieces, value);
    if (hasBefore) state.write(pieces, value.before as T);
    state.write(pieces, value);
  },
});

export type RelationshipCommand = Image<RelationshipState>;
export type GroupCommand = Image<GroupState>;
export type TokenCommand = Image<TokenState>;

export type NeostoreCommand = Told<{ firstGraphProperty: number }>;
const noKey: Codec<object> = {
  grammar: nothing.grammar,
  read: () => ({}),
  write: () => undefined,
};
const graphProperty = fixed(layout("neostore command", 8, { firstGraphProperty: i64Field(0) }));

export interface SchemaRuleCommand {
  before: DynamicRecord[];
  after: DynamicRecord[];
  end: { isCreated: number };
}
const schemaRule = struct<SchemaRuleCommand>({
  before: dynamicRecords,
  after: dynamicRecords,
  end: fixed(layout("schema rule end", 1, { isCreated: byteField(0) })),
});

export interface RelationshipCountsCommand {
  startLabel: number;
  type: number;
  endLabel: number;
  delta: number;
}
const relationshipCounts: Codec<RelationshipCountsCommand> = fixed(
  layout("relationship counts", 20, {
    startLabel: i32Field(0),
    type: i32Field(4),
    endLabel: i32Field(8),
    delta: i64Field(12),
  }),
);
export interface NodeCountsCommand {
  label: number;
  delta: number;
}
const nodeCounts: Codec<NodeCountsCommand> = fixed(
  layout("node counts", 12, { label: i32Field(0), delta: i64Field(4) }),
);

/** Values by command type. */
export interface CommandValues {
  1: NodeCommand;
  2: PropertyCommand;
  3: RelationshipCommand;
  4: TokenCommand;
  5: TokenCommand;
  6: NeostoreCommand;
  7: SchemaRuleCommand;
  8: TokenCommand;
  9: GroupCommand;
  10: IndexDefineCommand;
  11: IndexEntryCommand;
  12: IndexEntryCommand;
  13: IndexEntryCommand;
  14: IndexHeader;
  15: IndexCreateCommand;
  16: RelationshipCountsCommand;
  17: NodeCountsCommand;
}
export type CommandType = keyof CommandValues;
export type Command = { [T in CommandType]: { type: T; value: CommandValues[T] } }[CommandType];

export interface CommandRow<T = unknown> {
  name: string;
  codec: Codec<T>;
  /** Its bytes hold a map whose order differs between machines. */
  unordered?: true;
}
export type CommandTable = { readonly [T in CommandType]: CommandRow<CommandValues[T]> };

export interface CommandFormat extends ImageFormat {
  /** Width of the counts in a legacy index definition. */
  mapCountBytes: 1 | 2;
}

export const commandTable = (format: CommandFormat): CommandTable => ({
  1: { name: "node", codec: pair(nodeState(format)) },
  2: { name: "property", codec: pair(propertyState(format)) },
  3: { name: "relationship", codec: told(id64, relationshipState(format), format) },
  4: { name: "relationship type token", codec: told(id32, nameTokenState, format) },
  5: { name: "property key token", codec: told(id32, propertyKeyState, format) },
  6: { name: "neostore", codec: told(noKey, graphProperty, format) },
  7: { name: "schema rule", codec: schemaRule },
  8: { name: "label token", codec: told(id32, nameTokenState, format) },
  9: { name: "relationship group", codec: told(id64, groupState(format), format) },
  10: {
    name: "legacy index define",
    codec: indexDefine(format.mapCountBytes === 1 ? u8Count : u16Count),
    unordered: true,
  },
  11: { name: "legacy index add node", codec: indexEntry(false) },
  12: { name: "legacy index add relationship", codec: indexEntry(true) },
  13: { name: "legacy index remove", codec: indexEntry(false) },
  14: { name: "legacy index delete", codec: indexHeader },
  15: { name: "legacy index create", codec: indexCreate, unordered: true },
  16: { name: "relationship counts", codec: relationshipCounts },
  17: { name: "node counts", codec: nodeCounts },
});
