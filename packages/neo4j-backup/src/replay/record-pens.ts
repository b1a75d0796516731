/** How the after-images of nodes, relationships, groups and properties are put into a store: one pen a record format. */
import type {
  GroupCommand,
  NodeRecord,
  PropertyState,
  RelationshipCommand,
} from "../log/commands.ts";
import type { RecordFormat } from "../store/record-formats.ts";
import { HighLimitPens } from "./high-limit-pens.ts";
import type { RecordFile } from "./page-cache.ts";
import { StandardPens } from "./standard-pens.ts";

/**
 * Each puts one image into its file; of a record that is not in use only what says so is changed. All throw
 * RangeError for what no record can hold, and BackupError bad-log.
 */
export interface RecordPens {
  node(file: RecordFile, id: number, image: NodeRecord): void;
  relationship(file: RecordFile, image: RelationshipCommand): void;
  group(file: RecordFile, image: GroupCommand): void;
  /** @param blocks 0 to 32 bytes, whole longs */
  property(file: RecordFile, id: number, image: PropertyState["record"], blocks: Buffer): void;
  /** A dynamic record is not in use any more. */
  freeDynamic(file: RecordFile, id: number): void;
}

export const pensOf = (format: RecordFormat): RecordPens =>
  format.decoders ? new HighLimitPens(format.typeBytes) : new StandardPens();
