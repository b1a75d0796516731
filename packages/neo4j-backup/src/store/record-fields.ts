/** What the records of a store say, however they are laid out. Ids are -1 where there is none. */

export interface NodeFields {
  inUse: boolean;
  /** First relationship; of a dense node its first relationship group. */
  nextRel: number;
  nextProp: number;
  /** 40 bits: see label-field. */
  labels: number;
  isDense: boolean;
}

export interface RelationshipFields {
  inUse: boolean;
  first: number;
  second: number;
  type: number;
  /** Where the record is first in its chain, the chain's length. */
  firstPrevious: number;
  firstNext: number;
  secondPrevious: number;
  secondNext: number;
  nextProp: number;
  isFirstInFirst: boolean;
  isFirstInSecond: boolean;
}

export interface GroupFields {
  inUse: boolean;
  type: number;
  next: number;
  firstOut: number;
  firstIn: number;
  firstLoop: number;
  owner: number;
}

export interface PropertyFields {
  previous: number;
  next: number;
  /** 32 bytes; a block of type 0 ends them. In use when the first block's type is not 0. */
  blocks: Buffer;
}

/** Property records as a scan sees them: where their blocks lie, instead of a piece of the buffer for each. */
export interface PropertyView {
  readonly previous: number;
  readonly next: number;
  /** The blocks begin {@link BLOCKS_AT} behind `at`. */
  readonly buffer: Buffer;
  readonly at: number;
}
export const BLOCKS_AT = 9;
export const BLOCKS_BYTES = 32;

export interface DynamicView {
  readonly isContinuation: boolean;
  readonly inUse: boolean;
  /** Bits without a meaning: a standard record that has them set is not in use. */
  readonly spare: number;
  readonly length: number;
  readonly next: number;
  /** The data lies behind the header, which begins at `at`. */
  readonly buffer: Buffer;
  readonly at: number;
}

export interface TokenView {
  readonly inUse: number;
  readonly nameId: number;
}

/** By store: what a reader of its records is handed. */
export interface RecordViews {
  nodes: Readonly<NodeFields>;
  nodeLabels: DynamicView;
  relationships: Readonly<RelationshipFields>;
  groups: Readonly<GroupFields>;
  properties: PropertyView;
  strings: DynamicView;
  arrays: DynamicView;
  propertyKeys: TokenView;
  propertyKeyNames: DynamicView;
  relationshipTypes: TokenView;
  relationshipTypeNames: DynamicView;
  labels: TokenView;
  labelNames: DynamicView;
  schema: DynamicView;
}
