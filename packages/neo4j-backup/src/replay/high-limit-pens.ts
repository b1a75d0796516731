/**
 * Records of the high-limit formats. Source: records page section 4. The command says whether references get a
 * fixed layout (never up to 3.0, whose commands cannot say it) and whether the record takes two units.
 */
import { putU8, u8 } from "../bytes/integers.ts";
import { BackupError } from "../catalogue/errors.ts";
import type {
  GroupCommand,
  NodeRecord,
  PropertyState,
  RelationshipCommand,
} from "../log/commands.ts";
import { IMAGE_FLAG } from "../log/record-images.ts";
import { UNIT } from "../store/high-limit-records.ts";
import {
  type Form,
  type WrittenUnits,
  writeGroup,
  writeNode,
  writeProperty,
  writeRelationship,
} from "../store/high-limit-writing.ts";
import { groupFields, nodeFields, relationshipFields } from "./image-fields.ts";
import type { RecordFile } from "./page-cache.ts";
import type { RecordPens } from "./record-pens.ts";

const { inUse: IN_USE } = IMAGE_FLAG;

/** What every image says of its form. */
interface Formed {
  flags: number;
  secondUnit?: number;
}

function formOf({ flags, secondUnit }: Formed): Form {
  if (flags & IMAGE_FLAG.fixedReferences) return { kind: "fixed" };
  if (!(flags & IMAGE_FLAG.needsSecondUnit)) return { kind: "variable" };
  if (secondUnit === undefined)
    throw new BackupError("bad-log", {
      detail: "a command wants two units for a record and names one",
    });
  return { kind: "two units", secondUnit };
}

function put(file: RecordFile, id: number, { unit, second }: WrittenUnits): void {
  const at = file.edit(id);
  file.buffer.set(unit, at);
  if (!second) return;
  const secondAt = file.edit(second.id);
  file.buffer.set(second.bytes, secondAt);
}

/** Everything but the bit stays. */
function clearBit(file: RecordFile, id: number): void {
  const at = file.edit(id);
  putU8(file.buffer, at, u8(file.buffer, at) & ~UNIT.inUse);
}

function free(file: RecordFile, id: number, { flags, secondUnit }: Formed): void {
  clearBit(file, id);
  // nodes and relationships that are not in use name none: theirs stays behind
  if (flags & IMAGE_FLAG.hasSecondUnit && secondUnit !== undefined) clearBit(file, secondUnit);
}

export class HighLimitPens implements RecordPens {
  readonly #typeBytes: 2 | 3;

  constructor(typeBytes: 2 | 3) {
    this.#typeBytes = typeBytes;
  }

  node(file: RecordFile, id: number, image: NodeRecord): void {
    if (!(image.flags & IN_USE)) {
      free(file, id, image);
      return;
    }
    put(file, id, writeNode(nodeFields(image), formOf(image)));
  }

  relationship(file: RecordFile, image: RelationshipCommand): void {
    if (!(image.flags & IN_USE)) {
      free(file, image.id, image);
      return;
    }
    const { id } = image;
    put(file, id, writeRelationship(id, relationshipFields(image), formOf(image), this.#typeBytes));
  }

  group(file: RecordFile, image: GroupCommand): void {
    if (!(image.flags & IN_USE)) {
      free(file, image.id, image);
      return;
    }
    put(file, image.id, writeGroup(groupFields(image), formOf(image), this.#typeBytes));
  }

  property(file: RecordFile, id: number, image: PropertyState["record"], blocks: Buffer): void {
    if (image.flags & IN_USE) put(file, id, writeProperty(id, image, blocks));
    else clearBit(file, id);
  }

  freeDynamic(file: RecordFile, id: number): void {
    clearBit(file, id);
  }
}
