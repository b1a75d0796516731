/** Commands as typed values. Source: spec section 9. Ids are -1 where there is none. */
import { i8, i32, putI8, putI32, putU8, u8 } from "../bytes/integers.ts";
import { byteField, i16Field, i32Field, i64Field, layout } from "../bytes/layout.ts";
import { BackupError } from "../catalogue/errors.ts";
import {
  bytesOf,
  type Codec,
  type CountField,
  fixed,
  headed,
  i32Count,
  list,
  struct,
  u8Count,
  u16Count,
} from "./codec.ts";
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

export type { IndexCreateCommand, IndexDefineCommand, IndexEntryCommand, IndexHeader };

const bad = (detail: string): never => {
  throw new BackupError("bad-log", { detail });
};
const atMost = (value: number, most: number, what: string): number =>
  value > most ? bad(`${what} with flags ${value}`) : value;

/** The data length field of a dynamic record has 24 bits. */
const MAX_DYNAMIC_BYTES = 0xff_ffff;
const dynamicLength: CountField = {
  bytes: 4,
  read: (b, at) => {
    const length = i32(b, at);
    return length < 0 || length > MAX_DYNAMIC_BYTES
      ? bad(`a dynamic record of ${length} bytes`)
      : length;
  },
  put: putI32,
};

export interface DynamicRecord {
  id: number;
  type: number;
  /** 1 in use, 2 first in its chain. */
  flags: number;
  next?: number;
  data?: Buffer;
}
/** `i32 length, i64 next, data`. */
const dynamicBody: Codec<{ next: number; data: Buffer }> = (() => {
  const next = layout("dynamic length and next", 12, { length: i32Field(0), next: i64Field(4) });
  return {
    grammar: { kind: "run", bytes: 12, length: dynamicLength.read },
    read: (c) => {
      const at = c.pass(next.size);
      const length = dynamicLength.read(c.buffer, at);
      const from = c.pass(length);
      return { next: next.read(c.buffer, at).next, data: c.buffer.subarray(from, from + length) };
    },
    write: (pieces, value) =>
      void pieces.push(next.encode({ length: value.data.length, next: value.next }), value.data),
  };
})();
const dynamicRecord = headed<DynamicRecord>(
  layout("dynamic record head", 13, { id: i64Field(0), type: i32Field(8), flags: byteField(12) }),
  (b, at) => (atMost(u8(b, at + 12), 3, "a dynamic record") & 1 ? dynamicBody : undefined),
);
const dynamicRecords = list(i32Count, dynamicRecord);

export interface NodeRecord {
  /** 0 or 1; the other fields are there when it is 1. */
  inUse: number;
  dense?: number;
  /** First relationship, or first group of a dense node. */
  nextRel?: number;
  nextProp?: number;
  /** 40 bits: in-lined labels, or where the dynamic ones begin. */
  labels?: number;
}
export interface NodeState {
  node: NodeRecord;
  dynamicLabels: DynamicRecord[];
}
const nodeBody = fixed(
  layout("node", 25, {
    dense: byteField(0),
    nextRel: i64Field(1),
    nextProp: i64Field(9),
    labels: i64Field(17),
  }),
);
const nodeState = struct<NodeState>({
  node: headed<NodeRecord>(layout("node in use", 1, { inUse: byteField(0) }), (b, at) =>
    atMost(u8(b, at), 1, "a node") & 1 ? nodeBody : undefined,
  ),
  dynamicLabels: dynamicRecords,
});
const id64 = fixed(layout("id", 8, { id: i64Field(0) }));

export interface BeforeAfter<T> {
  key: { id: number };
  before: T;
  after: T;
}
export type NodeCommand = BeforeAfter<NodeState>;
const node = struct<NodeCommand>({ key: id64, before: nodeState, after: nodeState });

export interface PropertyBlock {
  /** 1 to 4 longs as they lie in the record. */
  data: Buffer;
  values: DynamicRecord[];
}
export interface PropertyState {
  record: {
    /** 1 in use, 2 belongs to a relationship. */
    flags: number;
    next: number;
    previous: number;
    /** Node or relationship, -1 when not known. */
    owner: number;
  };
  blocks: PropertyBlock[];
  deleted: DynamicRecord[];
}
const blockLength: CountField = {
  bytes: 1,
  read: (b, at) => {
    const size = u8(b, at);
    return size > 0 && size <= 32 && size % 8 === 0
      ? size
      : bad(`a property block of ${size} bytes`);
  },
  put: putU8,
};
const MAX_BLOCKS = 4;
const blockCount: CountField = {
  bytes: 1,
  read: (b, at) => {
    const count = i8(b, at);
    return count >= 0 && count <= MAX_BLOCKS ? count : bad(`${count} property blocks`);
  },
  put: putI8,
};
const propertyState = struct<PropertyState>({
  record: fixed(
    layout("property", 25, {
      flags: byteField(0),
      next: i64Field(1),
      previous: i64Field(9),
      owner: i64Field(17),
    }),
  ),
  blocks: list(
    blockCount,
    struct<PropertyBlock>({ data: bytesOf(blockLength), values: dynamicRecords }),
  ),
  deleted: dynamicRecords,
});
export type PropertyCommand = BeforeAfter<PropertyState>;
const property = struct<PropertyCommand>({
  key: id64,
  before: propertyState,
  after: propertyState,
});

export interface RelationshipCommand {
  id: number;
  /** 1 in use, 2 created in this transaction. */
  flags: number;
  type: number;
  first?: number;
  second?: number;
  firstPrevious?: number;
  firstNext?: number;
  secondPrevious?: number;
  secondNext?: number;
  nextProp?: number;
  /** 1 first in the first node's chain, 2 first in the second's. */
  firstIn?: number;
}
const relationshipBody = fixed(
  layout("relationship in use", 61, {
    first: i64Field(0),
    second: i64Field(8),
    type: i32Field(16),
    firstPrevious: i64Field(20),
    firstNext: i64Field(28),
    secondPrevious: i64Field(36),
    secondNext: i64Field(44),
    nextProp: i64Field(52),
    firstIn: byteField(60),
  }),
);
const relationshipType = fixed(layout("deleted relationship", 4, { type: i32Field(0) }));
const relationship = headed<RelationshipCommand>(
  layout("relationship head", 9, { id: i64Field(0), flags: byteField(8) }),
  (b, at) => (atMost(u8(b, at + 8), 3, "a relationship") & 1 ? relationshipBody : relationshipType),
);

export interface TokenCommand {
  token: { id: number; inUse: number; nameId: number; propertyCount?: number };
  names: DynamicRecord[];
}
const nameToken = struct<TokenCommand>({
  token: fixed(layout("token", 9, { id: i32Field(0), inUse: byteField(4), nameId: i32Field(5) })),
  names: dynamicRecords,
});
const propertyKeyToken = struct<TokenCommand>({
  token: fixed(
    layout("property key token", 13, {
      id: i32Field(0),
      inUse: byteField(4),
      propertyCount: i32Field(5),
      nameId: i32Field(9),
    }),
  ) as Codec<TokenCommand["token"]>,
  names: dynamicRecords,
});

export interface NeostoreCommand {
  firstGraphProperty: number;
}
const neostore = fixed(layout("neostore command", 8, { firstGraphProperty: i64Field(0) }));

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

export interface GroupCommand {
  id: number;
  inUse: number;
  type: number;
  next: number;
  firstOut: number;
  firstIn: number;
  firstLoop: number;
  owner: number;
}
const relationshipGroup: Codec<GroupCommand> = fixed(
  layout("relationship group", 51, {
    id: i64Field(0),
    inUse: byteField(8),
    type: i16Field(9),
    next: i64Field(11),
    firstOut: i64Field(19),
    firstIn: i64Field(27),
    firstLoop: i64Field(35),
    owner: i64Field(43),
  }),
);

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

/** @param mapCountBytes width of the counts in a legacy index definition, by entry version */
export const commandTable = (mapCountBytes: 1 | 2): CommandTable => ({
  1: { name: "node", codec: node },
  2: { name: "property", codec: property },
  3: { name: "relationship", codec: relationship },
  4: { name: "relationship type token", codec: nameToken },
  5: { name: "property key token", codec: propertyKeyToken },
  6: { name: "neostore", codec: neostore },
  7: { name: "schema rule", codec: schemaRule },
  8: { name: "label token", codec: nameToken },
  9: { name: "relationship group", codec: relationshipGroup },
  10: {
    name: "legacy index define",
    codec: indexDefine(mapCountBytes === 1 ? u8Count : u16Count),
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
