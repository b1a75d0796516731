/**
 * What commands leave in the record stores. Source: spec section 15: a record in use is written with all
 * its fields; of one that is not, only what says so is, and the rest of its bytes stays.
 */
import { putI64, putU8 } from "../bytes/integers.ts";
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
import {
  DYNAMIC_HEADER_BYTES,
  dynamicHeader,
  groupRecord,
  nameTokenRecord,
  nodeRecord,
  propertyKeyRecord,
  propertyRecord,
  relationshipRecord,
  type StoreName,
} from "../store/records.ts";
import type { TokenKind } from "../store/tokens.ts";
import type { RecordFile } from "./page-cache.ts";

const IN_USE = 1;
const FIRST_IN_CHAIN = 2;
const BLOCKS_AT = 9;
const BLOCKS_BYTES = 32;

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

/** Only the first byte says it. */
function free(file: RecordFile, id: number): void {
  const at = file.edit(id);
  putU8(file.buffer, at, 0);
}

export class AfterImages {
  readonly #files: RecordFiles;
  readonly #blocks = Buffer.alloc(BLOCKS_BYTES);

  constructor(files: RecordFiles) {
    this.#files = files;
  }

  node(id: number, { node, dynamicLabels }: NodeState): void {
    const file = this.#files("nodes");
    const at = file.edit(id);
    if (node.flags & IN_USE)
      nodeRecord.write(file.buffer, at, {
        inUse: true,
        nextRel: node.nextRel as number,
        nextProp: node.nextProp as number,
        labels: node.labels as number,
        isDense: node.dense === 1,
        spare: 0,
      });
    else putU8(file.buffer, at, 0);
    this.dynamic("nodeLabels", dynamicLabels);
  }

  relationship(command: RelationshipCommand): void {
    const file = this.#files("relationships");
    const at = file.edit(command.id);
    if (!(command.flags & IN_USE)) {
      putU8(file.buffer, at, 0);
      return;
    }
    const firstIn = command.firstIn as number;
    relationshipRecord.write(file.buffer, at, {
      inUse: true,
      first: command.first as number,
      second: command.second as number,
      type: command.type,
      typeSpare: false,
      firstPrevious: command.firstPrevious as number,
      firstNext: command.firstNext as number,
      secondPrevious: command.secondPrevious as number,
      secondNext: command.secondNext as number,
      nextProp: command.nextProp as number,
      isFirstInFirst: (firstIn & 1) !== 0,
      isFirstInSecond: (firstIn & 2) !== 0,
      spare: 0,
    });
  }

  group(command: GroupCommand): void {
    const file = this.#files("groups");
    const at = file.edit(command.id);
    if (!(command.flags & IN_USE)) {
      putU8(file.buffer, at, 0);
      return;
    }
    groupRecord.write(file.buffer, at, {
      inUse: true,
      next: command.next,
      firstOut: command.firstOut,
      firstIn: command.firstIn,
      firstLoop: command.firstLoop,
      type: command.type & 0xffff,
      owner: command.owner,
      spare0: false,
      spare1: false,
      spare2: false,
    });
  }

  property(id: number, { record, blocks, deleted }: PropertyState): void {
    const file = this.#files("properties");
    const at = file.edit(id);
    if (record.flags & IN_USE) {
      const kept = this.#blocks;
      kept.set(file.buffer.subarray(at + BLOCKS_AT, at + BLOCKS_AT + BLOCKS_BYTES));
      let used = 0;
      for (const { data } of blocks) {
        if (used + data.length > BLOCKS_BYTES)
          throw new BackupError("bad-log", { detail: `property ${id} has more than 4 longs` });
        kept.set(data, used);
        used += data.length;
      }
      if (used < BLOCKS_BYTES) putI64(kept, used, 0);
      const { previous, next } = record;
      propertyRecord.write(file.buffer, at, { previous, next, blocks: kept });
    } else putI64(file.buffer, at + BLOCKS_AT, 0);
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
    if (!(token.inUse & IN_USE)) free(file, id);
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
      free(file, id);
      return;
    }
    if (data.length > file.recordBytes - DYNAMIC_HEADER_BYTES || id === 0)
      throw new BackupError("bad-log", {
        detail: `a command puts ${data.length} bytes into record ${id} of ${file.file.name}`,
      });
    const at = file.edit(id);
    dynamicHeader.write(file.buffer, at, {
      isContinuation: !(flags & FIRST_IN_CHAIN),
      spare: 0,
      inUse: true,
      length: data.length,
      next: next as number,
    });
    file.buffer.set(data, at + DYNAMIC_HEADER_BYTES);
  }
}
