/** Records of the standard formats. Source: spec section 15. */
import { putI64, putU8 } from "../bytes/integers.ts";
import type {
  GroupCommand,
  NodeRecord,
  PropertyState,
  RelationshipCommand,
} from "../log/commands.ts";
import { IMAGE_FLAG } from "../log/record-images.ts";
import { BLOCKS_AT, BLOCKS_BYTES } from "../store/record-fields.ts";
import { groupRecord, nodeRecord, propertyRecord, relationshipRecord } from "../store/records.ts";
import { groupFields, nodeFields, relationshipFields } from "./image-fields.ts";
import type { RecordFile } from "./page-cache.ts";
import type { RecordPens } from "./record-pens.ts";

const { inUse: IN_USE } = IMAGE_FLAG;

/** Only the first byte says it. */
export function clearFirstByte(file: RecordFile, id: number): void {
  const at = file.edit(id);
  putU8(file.buffer, at, 0);
}

export class StandardPens implements RecordPens {
  readonly #blocks = Buffer.alloc(BLOCKS_BYTES);

  node(file: RecordFile, id: number, image: NodeRecord): void {
    if (!(image.flags & IN_USE)) {
      clearFirstByte(file, id);
      return;
    }
    const at = file.edit(id);
    nodeRecord.write(file.buffer, at, { ...nodeFields(image), spare: 0 });
  }

  relationship(file: RecordFile, image: RelationshipCommand): void {
    if (!(image.flags & IN_USE)) {
      clearFirstByte(file, image.id);
      return;
    }
    const at = file.edit(image.id);
    const fields = { ...relationshipFields(image), typeSpare: false, spare: 0 };
    relationshipRecord.write(file.buffer, at, fields);
  }

  group(file: RecordFile, image: GroupCommand): void {
    if (!(image.flags & IN_USE)) {
      clearFirstByte(file, image.id);
      return;
    }
    const at = file.edit(image.id);
    const spare = { spare0: false, spare1: false, spare2: false };
    groupRecord.write(file.buffer, at, { ...groupFields(image), ...spare });
  }

  property(file: RecordFile, id: number, image: PropertyState["record"], blocks: Buffer): void {
    const at = file.edit(id);
    if (!(image.flags & IN_USE)) {
      putI64(file.buffer, at + BLOCKS_AT, 0);
      return;
    }
    // what is behind the blocks and the long that ends them stays
    const kept = this.#blocks;
    kept.set(file.buffer.subarray(at + BLOCKS_AT, at + BLOCKS_AT + BLOCKS_BYTES));
    kept.set(blocks);
    if (blocks.length < BLOCKS_BYTES) putI64(kept, blocks.length, 0);
    const { previous, next } = image;
    propertyRecord.write(file.buffer, at, { previous, next, blocks: kept });
  }

  freeDynamic(file: RecordFile, id: number): void {
    clearFirstByte(file, id);
  }
}
