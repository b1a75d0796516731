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
    const fields = {
      inUse: true,
      nextRel: image.nextRel as number,
      nextProp: image.nextProp as number,
      labels: image.labels as number,
      isDense: image.dense === 1,
    };
    put(file, id, writeNode(fields, formOf(image)));
  }

  relationship(file: RecordFile, image: RelationshipCommand): void {
    if (!(image.flags & IN_USE)) {
      free(file, image.id, image);
      return;
    }
    const firstIn = image.firstIn as number;
    const fields = {
      inUse: true,
      first: image.first as number,
      second: image.second as number,
      type: image.type,
      firstPrevious: image.firstPrevious as number,
      firstNext: image.firstNext as number,
      secondPrevious: image.secondPrevious as number,
      secondNext: image.secondNext as number,
      nextProp: image.nextProp as number,
      isFirstInFirst: (firstIn & 1) !== 0,
      isFirstInSecond: (firstIn & 2) !== 0,
    };
    put(file, image.id, writeRelationship(image.id, fields, formOf(image), this.#typeBytes));
  }

  group(file: RecordFile, image: GroupCommand): void {
    if (!(image.flags & IN_USE)) {
      free(file, image.id, image);
      return;
    }
    const { next, firstOut, firstIn, firstLoop, owner } = image;
    const type = image.type & 0xffff;
    const fields = { inUse: true, type, next, firstOut, firstIn, firstLoop, owner };
    put(file, image.id, writeGroup(fields, formOf(image), this.#typeBytes));
  }

  property(file: RecordFile, id: number, image: PropertyState["record"], blocks: Buffer): void {
    if (image.flags & IN_USE) put(file, id, writeProperty(id, image, blocks));
    else clearBit(file, id);
  }

  freeDynamic(file: RecordFile, id: number): void {
    clearBit(file, id);
  }
}
