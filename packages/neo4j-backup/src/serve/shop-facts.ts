/** What growing the sample shop needs to know of its store: token ids, and record ids that are free. */
import { BackupError } from "../catalogue/errors.ts";
import {
  nodeRecord,
  propertyRecord,
  type RecordStore,
  relationshipRecord,
  STORES,
} from "../store/records.ts";
import { decodeTokens, TOKEN_STORES, type TokenKind } from "../store/tokens.ts";

export interface ShopFacts {
  label: { order: number; customer: number };
  placed: number;
  key: Record<"number" | "placedAt" | "status" | "total" | "name" | "email" | "city", number>;
  /** No record of the base or of its logs has this id or a higher one. */
  first: { node: number; relationship: number; property: number };
}

/** Room for records that the sample's own logs create behind the base's last page. */
const SPARE_RECORDS = 1000;

/** @param file the bytes of a store file of the base */
export function shopFacts(file: (name: string) => Buffer): ShopFacts {
  const tokens = (kind: TokenKind) => {
    const { tokens: store, names } = TOKEN_STORES[kind];
    const found = decodeTokens(kind, file(store.file), file(names.file));
    return (name: string): number => {
      const id = found.get(name);
      if (id === undefined)
        throw new BackupError("damaged-backup", { detail: `the sample has no ${kind} ${name}` });
      return id;
    };
  };
  const label = tokens("label");
  const type = tokens("relationshipType");
  const key = tokens("propertyKey");
  const free = (store: RecordStore, { size }: { size: number }): number =>
    Math.ceil(file(store.file).length / size) + SPARE_RECORDS;
  return {
    label: { order: label("Order"), customer: label("Customer") },
    placed: type("PLACED"),
    key: {
      number: key("number"),
      placedAt: key("placedAt"),
      status: key("status"),
      total: key("total"),
      name: key("name"),
      email: key("email"),
      city: key("city"),
    },
    first: {
      node: free(STORES.nodes, nodeRecord),
      relationship: free(STORES.relationships, relationshipRecord),
      property: free(STORES.properties, propertyRecord),
    },
  };
}
