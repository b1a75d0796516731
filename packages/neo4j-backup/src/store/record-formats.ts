/** How the records of a store are laid out: one row each. Source: records page sections 1 and 4. */
import type { Layout } from "../bytes/layout.ts";
import { HIGH_LIMIT_BYTES, highLimitDynamicHeader, unitHeader } from "./high-limit-layouts.ts";
import { PropertyDecoder } from "./high-limit-properties.ts";
import {
  GroupDecoder,
  NodeDecoder,
  type RecordDecoder,
  RelationshipDecoder,
} from "./high-limit-records.ts";
import type {
  GroupFields,
  NodeFields,
  PropertyFields,
  PropertyView,
  RelationshipFields,
} from "./record-fields.ts";
import {
  type DynamicHeader,
  dynamicHeader,
  groupRecord,
  nameTokenRecord,
  nodeRecord,
  propertyKeyRecord,
  propertyRecord,
  type RecordStore,
  relationshipRecord,
  STORES,
  type StoreName,
} from "./records.ts";

/** The stores whose records vary in shape in the high-limit formats, and what they say. */
export interface DecodedRecords {
  nodes: NodeFields;
  relationships: RelationshipFields;
  groups: GroupFields;
  properties: PropertyView & PropertyFields;
}
export type DecodedStore = keyof DecodedRecords;
export type Decoders = { readonly [S in DecodedStore]: () => RecordDecoder<DecodedRecords[S]> };

export interface RecordFormat {
  /** By their names: files and sizes. */
  stores: Readonly<Record<StoreName, RecordStore>>;
  /** Of a whole record; of its header, where the record's data or a shape of its own follows. */
  layouts: Readonly<Record<StoreName, Layout<unknown>>>;
  dynamicHeader: DynamicHeader;
  /** Where records are not read by a layout alone. */
  decoders: Decoders | undefined;
  /** Bytes of a relationship type outside of fixed records. */
  typeBytes: 2 | 3;
}

const layoutsWith = (
  header: DynamicHeader,
  own: Record<DecodedStore, Layout<unknown>>,
): RecordFormat["layouts"] => ({
  ...own,
  nodeLabels: header,
  strings: header,
  arrays: header,
  propertyKeys: propertyKeyRecord,
  propertyKeyNames: header,
  relationshipTypes: nameTokenRecord,
  relationshipTypeNames: header,
  labels: nameTokenRecord,
  labelNames: header,
  schema: header,
});

const highLimit = (typeBytes: 2 | 3): RecordFormat => ({
  stores: {
    ...STORES,
    nodes: { ...STORES.nodes, recordBytes: HIGH_LIMIT_BYTES.node },
    relationships: { ...STORES.relationships, recordBytes: HIGH_LIMIT_BYTES.relationship },
    groups: { ...STORES.groups, recordBytes: HIGH_LIMIT_BYTES.group },
    properties: { ...STORES.properties, recordBytes: HIGH_LIMIT_BYTES.property },
  },
  layouts: layoutsWith(highLimitDynamicHeader, {
    nodes: unitHeader,
    relationships: unitHeader,
    groups: unitHeader,
    properties: unitHeader,
  }),
  dynamicHeader: highLimitDynamicHeader,
  decoders: {
    nodes: () => new NodeDecoder(),
    relationships: () => new RelationshipDecoder(typeBytes),
    groups: () => new GroupDecoder(typeBytes),
    properties: () => new PropertyDecoder(),
  },
  typeBytes,
});

export const RECORD_FORMATS = {
  /** The same in 2.2 to 3.5. */
  standard: {
    stores: STORES,
    layouts: layoutsWith(dynamicHeader, {
      nodes: nodeRecord,
      relationships: relationshipRecord,
      groups: groupRecord,
      properties: propertyRecord,
    }),
    dynamicHeader,
    decoders: undefined,
    typeBytes: 2,
  },
  /** vE.H.0b. */
  "high limit, 16-bit types": highLimit(2),
  /** vE.H.2 to vE.H.4. */
  "high limit": highLimit(3),
} as const satisfies Record<string, RecordFormat>;
export type RecordFormatName = keyof typeof RECORD_FORMATS;

/** The row of a name, as every format has it. */
export const recordFormat = (name: RecordFormatName): RecordFormat => RECORD_FORMATS[name];
