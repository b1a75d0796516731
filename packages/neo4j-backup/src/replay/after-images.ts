/**
 * What commands leave in the record stores. Source: spec section 15: a record in use is written with all
 * its fields; of one that is not, only what says so is, and the rest of its bytes stays.
 */
import { BackupError } from "../catalogue/errors.ts";
import type {
  DynamicRecord,
  GroupCommand,
  NodeState,
  PropertyState,
  RelationshipCommand,
  TokenCommand,
} from "../log/commands.ts";
import { PROPERTY_TYPE } from "../store/property-values.ts";
import { BLOCKS_BYTES } from "../store/record-fields.ts";
import type { RecordFormat } from "../store/record-formats.ts";
import {
  type DynamicHeader,
  nameTokenRecord,
  propertyKeyRecord,
  type StoreName,
} from "../store/records.ts";
import type { TokenKind } from "../store/tokens.ts";
import type { RecordFile } from "./page-cache.ts";
import { pensOf, type RecordPens } from "./record-pens.ts";
import { clearFirstByte } from "./standard-pens.ts";

const IN_USE = 1;
const FIRST_IN_CHAIN = 2;

export type RecordFiles = (store: StoreName) => RecordFile;

const NAMES_OF = {
  label: "labelNames",
  relationshipType: "relationshipTypeNames",
  propertyKey: "propertyKeyNames",
} as const satisfies Record<TokenKind, StoreName>;
/** The store of the tokens of a kind. */
export const TOKENS_OF = {
  label: "labels",
  relationshipType: "relationshipTypes",
  propertyKey: "propertyKeys",
} as const satisfies Record<TokenKind, StoreName>;

export class AfterImages {
  readonly #files: RecordFiles;
  readonly #pens: RecordPens;
  readonly #dynamicHeader: DynamicHeader;
  readonly #blocks = Buffer.alloc(BLOCKS_BYTES);

  constructor(files: RecordFiles, format: RecordFormat) {
    this.#files = files;
    this.#pens = pensOf(format);
    this.#dynamicHeader = format.dynamicHeader;
  }

  node(id: number, { node, dynamicLabels }: NodeState): void {
    this.#pens.node(this.#files("nodes"), id, node);
    this.dynamic("nodeLabels", dynamicLabels);
  }

  relationship(command: RelationshipCommand): void {
    this.#pens.relationship(this.#files("relationships"), command);
  }

  group(command: GroupCommand): void {
    this.#pens.group(this.#files("groups"), command);
  }

  property(id: number, { record, blocks, deleted }: PropertyState): void {
    const all = this.#blocks;
    let used = 0;
    for (const { data } of blocks) {
      if (used + data.length > BLOCKS_BYTES)
        throw new BackupError("bad-log", { detail: `property ${id} has more than 4 longs` });
      all.set(data, used);
      used += data.length;
    }
    this.#pens.property(this.#files("properties"), id, record, all.subarray(0, used));
    for (const { values } of blocks) if (values.length > 0) this.#values(values);
    if (deleted.length > 0) this.#values(deleted);
  }

  #values(records: DynamicRecord[]): void {
    for (const record of records)
      this.#dynamicRecord(
        record.type === PROPERTY_TYPE.arrayReference ? "arrays" : "strings",
        record,
      );
  }

  token(kind: TokenKind, { id, token, names }: TokenCommand): void {
    const file = this.#files(TOKENS_OF[kind]);
    if (!(token.inUse & IN_USE)) clearFirstByte(file, id);
    else {
      const at = file.edit(id);
      const { inUse, nameId, propertyCount } = token;
      if (propertyCount === undefined) nameTokenRecord.write(file.buffer, at, { inUse, nameId });
      else propertyKeyRecord.write(file.buffer, at, { inUse, propertyCount, nameId });
    }
    this.dynamic(NAMES_OF[kind], names);
  }

  dynamic(store: StoreName, records: readonly DynamicRecord[]): void {
    for (const record of records) this.#dynamicRecord(store, record);
  }

  #dynamicRecord(store: StoreName, { id, flags, next, data }: DynamicRecord): void {
    const file = this.#files(store);
    if (!(flags & IN_USE) || !data) {
      this.#pens.freeDynamic(file, id);
      return;
    }
    if (data.length > file.recordBytes - this.#dynamicHeader.size || id === 0)
      throw new BackupError("bad-log", {
        detail: `a command puts ${data.length} bytes into record ${id} of ${file.file.name}`,
      });
    const at = file.edit(id);
    this.#dynamicHeader.write(file.buffer, at, {
      isContinuation: !(flags & FIRST_IN_CHAIN),
      spare: 0,
      inUse: true,
      length: data.length,
      next: next as number,
    });
    file.buffer.set(data, at + this.#dynamicHeader.size);
  }
}
