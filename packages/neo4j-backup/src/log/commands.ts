/**
 * Commands as typed values. Source: spec section 9, records page section 3. The value of a command that tells how
 * a record is has the fields of that record; where the entry version tells how it was as well, `before` has them.
 */
import { byteField, i32Field, i64Field, layout } from "../bytes/layout.ts";
import { type Codec, fixed, struct, u8Count, u16Count } from "./codec.ts";
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

/** How a record is, under its id, and how it was where that is told. */
export type Image<T> = { id: number; before?: T } & T;

const image = <T extends object>(
  id: Codec<{ id: number }>,
  state: Codec<T>,
  { hasBefore }: ImageFormat,
): Codec<Image<T>> => ({
  grammar: {
    kind: "sequence",
    parts: hasBefore ? [id.grammar, state.grammar, state.grammar] : [id.grammar, state.grammar],
  },
  read: (c) => {
    const key = id.read(c);
    if (!hasBefore) return { ...key, ...state.read(c) };
    const before = state.read(c);
    return { ...key, before, ...state.read(c) };
  },
  write: (pieces, value) => {
    id.write(pieces, value);
    if (hasBefore) state.write(pieces, value.before as T);
    state.write(pieces, value);
  },
});

export type RelationshipCommand = Image<RelationshipState>;
export type GroupCommand = Image<GroupState>;
export type TokenCommand = Image<TokenState>;

interface GraphProperty {
  firstGraphProperty: number;
}
export type NeostoreCommand = GraphProperty & { before?: GraphProperty };
const graphProperty = fixed(layout("neostore command", 8, { firstGraphProperty: i64Field(0) }));
const neostoreCommand = ({ hasBefore }: ImageFormat): Codec<NeostoreCommand> =>
  hasBefore
    ? {
        grammar: { kind: "sequence", parts: [graphProperty.grammar, graphProperty.grammar] },
        read: (c) => {
          const before = graphProperty.read(c);
          return { before, ...graphProperty.read(c) };
        },
        write: (pieces, value) => {
          graphProperty.write(pieces, value.before as GraphProperty);
          graphProperty.write(pieces, value);
        },
      }
    : graphProperty;

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
  3: { name: "relationship", codec: image(id64, relationshipState(format), format) },
  4: { name: "relationship type token", codec: image(id32, nameTokenState, format) },
  5: { name: "property key token", codec: image(id32, propertyKeyState, format) },
  6: { name: "neostore", codec: neostoreCommand(format) },
  7: { name: "schema rule", codec: schemaRule },
  8: { name: "label token", codec: image(id32, nameTokenState, format) },
  9: { name: "relationship group", codec: image(id64, groupState(format), format) },
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
