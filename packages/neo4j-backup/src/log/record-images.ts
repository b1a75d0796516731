/**
 * Images of records inside commands. Source: spec section 9, records page section 3. Ids are -1 where there is
 * none. What differs between entry versions is an `ImageFormat`.
 */
import { i8, i32, putI8, putI32, putU8, u8 } from "../bytes/integers.ts";
import { byteField, i16Field, i32Field, i64Field, type Layout, layout } from "../bytes/layout.ts";
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
} from "./codec.ts";

/** Bits of the first byte of an image. */
export const IMAGE_FLAG = {
  inUse: 1,
  created: 2,
  needsSecondUnit: 4,
  hasSecondUnit: 8,
  fixedReferences: 16,
} as const;

export interface ImageFormat {
  /** All flags that may be set; a node's image has `created` from Neo4j 3.2 on. */
  flags: number;
  nodeFlags: number;
  /** Tokens, relationships, groups and neostore are told as they were, too. */
  hasBefore: boolean;
}

const bad = (detail: string): never => {
  throw new BackupError("bad-log", { detail });
};
const within = (value: number, mask: number, what: string): number =>
  (value & ~mask) !== 0 ? bad(`${what} with flags ${value}`) : value;

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
  (b, at) => (within(u8(b, at + 12), 3, "a dynamic record") & 1 ? dynamicBody : undefined),
);
export const dynamicRecords = list(i32Count, dynamicRecord);

const secondUnit = fixed(layout("second unit", 8, { secondUnit: i64Field(0) }));

/** A body, and the id of the second unit behind it: both give fields of one value. */
const withSecondUnit = <T extends object>(body: Codec<T>): Codec<T & { secondUnit: number }> => ({
  grammar: { kind: "sequence", parts: [body.grammar, secondUnit.grammar] },
  read: (c) => Object.assign(body.read(c), secondUnit.read(c)),
  write: (pieces, value) => {
    body.write(pieces, value);
    secondUnit.write(pieces, value);
  },
});

export interface NodeRecord {
  /** Bits of IMAGE_FLAG; the other fields are there when it is in use. */
  flags: number;
  dense?: number;
  /** First relationship, or first group of a dense node. */
  nextRel?: number;
  nextProp?: number;
  /** 40 bits: in-lined labels, or where the dynamic ones begin. */
  labels?: number;
  secondUnit?: number;
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
const longNodeBody = withSecondUnit(nodeBody);

export const nodeState = ({ nodeFlags }: ImageFormat): Codec<NodeState> =>
  struct<NodeState>({
    node: headed<NodeRecord>(layout("node flags", 1, { flags: byteField(0) }), (b, at) => {
      const flags = within(u8(b, at), nodeFlags, "a node");
      if (!(flags & IMAGE_FLAG.inUse)) return undefined;
      return flags & IMAGE_FLAG.hasSecondUnit ? longNodeBody : nodeBody;
    }),
    dynamicLabels: dynamicRecords,
  });

export interface PropertyBlock {
  /** 1 to 4 longs as they lie in the record. */
  data: Buffer;
  values: DynamicRecord[];
}
export interface PropertyState {
  record: {
    /** Bits of IMAGE_FLAG, of which 2 says that it belongs to a relationship. */
    flags: number;
    next: number;
    previous: number;
    /** Node or relationship, -1 when not known. */
    owner: number;
    secondUnit?: number;
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
const propertyHead = layout("property", 25, {
  flags: byteField(0),
  next: i64Field(1),
  previous: i64Field(9),
  owner: i64Field(17),
});

/** A head with all its fields, and the second unit's id where a flag says so, in use or not. */
const alwaysWhole = <T extends object>(
  // biome-ignore lint/suspicious/noExplicitAny: the head is a part of T
  head: Layout<any>,
  flagsAt: number,
  mask: number,
  what: string,
): Codec<T> =>
  headed<T>(head, (b, at) =>
    within(u8(b, at + flagsAt), mask, what) & IMAGE_FLAG.hasSecondUnit ? secondUnit : undefined,
  );

export const propertyState = ({ flags }: ImageFormat): Codec<PropertyState> =>
  struct<PropertyState>({
    record: alwaysWhole<PropertyState["record"]>(propertyHead, 0, flags, "a property"),
    blocks: list(
      blockCount,
      struct<PropertyBlock>({ data: bytesOf(blockLength), values: dynamicRecords }),
    ),
    deleted: dynamicRecords,
  });

export interface RelationshipState {
  /** Bits of IMAGE_FLAG. */
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
  secondUnit?: number;
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
const longRelationshipBody = withSecondUnit(relationshipBody);
const relationshipType = fixed(layout("deleted relationship", 4, { type: i32Field(0) }));

export const relationshipState = ({ flags: mask }: ImageFormat): Codec<RelationshipState> =>
  headed<RelationshipState>(layout("relationship flags", 1, { flags: byteField(0) }), (b, at) => {
    const flags = within(u8(b, at), mask, "a relationship");
    if (!(flags & IMAGE_FLAG.inUse)) return relationshipType;
    return flags & IMAGE_FLAG.hasSecondUnit ? longRelationshipBody : relationshipBody;
  });

export interface GroupState {
  /** Bits of IMAGE_FLAG; all fields are there, in use or not. */
  flags: number;
  type: number;
  next: number;
  firstOut: number;
  firstIn: number;
  firstLoop: number;
  owner: number;
  secondUnit?: number;
}
const groupHead = layout("relationship group", 43, {
  flags: byteField(0),
  type: i16Field(1),
  next: i64Field(3),
  firstOut: i64Field(11),
  firstIn: i64Field(19),
  firstLoop: i64Field(27),
  owner: i64Field(35),
});
export const groupState = ({ flags }: ImageFormat): Codec<GroupState> =>
  alwaysWhole<GroupState>(groupHead, 0, flags, "a relationship group");

export interface TokenState {
  token: { inUse: number; nameId: number; propertyCount?: number };
  names: DynamicRecord[];
}
export const nameTokenState = struct<TokenState>({
  token: fixed(layout("token", 5, { inUse: byteField(0), nameId: i32Field(1) })),
  names: dynamicRecords,
});
export const propertyKeyState = struct<TokenState>({
  token: fixed(
    layout("property key token", 9, {
      inUse: byteField(0),
      propertyCount: i32Field(1),
      nameId: i32Field(5),
    }),
  ) as Codec<TokenState["token"]>,
  names: dynamicRecords,
});
