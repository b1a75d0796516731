/** What the after-image of a record in use says, as the fields of a record: the same for every format. */
import type { GroupCommand, NodeRecord, RelationshipCommand } from "../log/commands.ts";
import type { GroupFields, NodeFields, RelationshipFields } from "../store/record-fields.ts";

export const nodeFields = (image: NodeRecord): NodeFields => ({
  inUse: true,
  nextRel: image.nextRel as number,
  nextProp: image.nextProp as number,
  labels: image.labels as number,
  isDense: image.dense === 1,
});

export function relationshipFields(image: RelationshipCommand): RelationshipFields {
  const firstIn = image.firstIn as number;
  return {
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
}

/** The log has 16 bits of the type. */
export const groupFields = (image: GroupCommand): GroupFields => ({
  inUse: true,
  type: image.type & 0xffff,
  next: image.next,
  firstOut: image.firstOut,
  firstIn: image.firstIn,
  firstLoop: image.firstLoop,
  owner: image.owner,
});
