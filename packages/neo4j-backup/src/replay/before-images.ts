/**
 * The log's own law: what a command says was there before is what is there. Holds for every transaction
 * behind the base's end; before it the files of the base may hold later states already. In 2.3 commands of nodes,
 * properties and schema rules have a before-image, from 3.0 on those of relationships, groups and tokens as well.
 */
import type {
  GroupCommand,
  NodeState,
  PropertyState,
  RelationshipCommand,
  SchemaRuleCommand,
  TokenCommand,
} from "../log/commands.ts";
import { blockType, isPropertyInUse } from "../store/property-values.ts";
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
import { type RecordFiles, TOKENS_OF } from "./after-images.ts";
import type { RecordFile } from "./page-cache.ts";

const IN_USE = 1;

/** A record that was not what a command said. */
export interface BrokenLaw {
  tx: number;
  store: StoreName;
  file: string;
  id: number;
}

export class BeforeImages {
  readonly #files: RecordFiles;
  readonly #node = nodeRecord.view();
  readonly #property = propertyRecord.view();
  readonly #dynamic = dynamicHeader.view();
  readonly #relationship = relationshipRecord.view();
  readonly #group = groupRecord.view();
  readonly #nameToken = nameTokenRecord.view();
  readonly #propertyKey = propertyKeyRecord.view();

  constructor(files: RecordFiles) {
    this.#files = files;
  }

  /** @returns whether the record is as the command says */
  node(id: number, { node }: NodeState): boolean {
    const is = at(this.#node, this.#files("nodes"), id);
    if (!is || !(node.flags & IN_USE)) return !is?.inUse === !(node.flags & IN_USE);
    return (
      is.inUse &&
      is.nextRel === node.nextRel &&
      is.nextProp === node.nextProp &&
      is.labels === node.labels &&
      is.isDense === (node.dense === 1)
    );
  }

  property(id: number, { record, blocks }: PropertyState): boolean {
    const is = at(this.#property, this.#files("properties"), id);
    const inUse = is !== undefined && isPropertyInUse(is.blocks);
    if (!is || !inUse || !(record.flags & IN_USE)) return inUse === ((record.flags & IN_USE) !== 0);
    if (is.next !== record.next || is.previous !== record.previous) return false;
    const have = is.blocks;
    let from = 0;
    for (const { data } of blocks) {
      if (!data.equals(have.subarray(from, from + data.length))) return false;
      from += data.length;
    }
    return from === have.length || blockType(have, from) === 0;
  }

  relationship({ id, before }: RelationshipCommand): boolean {
    if (!before) return true;
    const is = at(this.#relationship, this.#files("relationships"), id);
    if (!is || !(before.flags & IN_USE)) return !is?.inUse === !(before.flags & IN_USE);
    const firstIn = before.firstIn as number;
    return (
      is.inUse &&
      is.first === before.first &&
      is.second === before.second &&
      is.type === before.type &&
      is.firstPrevious === before.firstPrevious &&
      is.firstNext === before.firstNext &&
      is.secondPrevious === before.secondPrevious &&
      is.secondNext === before.secondNext &&
      is.nextProp === before.nextProp &&
      is.isFirstInFirst === ((firstIn & 1) !== 0) &&
      is.isFirstInSecond === ((firstIn & 2) !== 0)
    );
  }

  group({ id, before }: GroupCommand): boolean {
    if (!before) return true;
    const is = at(this.#group, this.#files("groups"), id);
    if (!is || !(before.flags & IN_USE)) return !is?.inUse === !(before.flags & IN_USE);
    return (
      is.inUse &&
      is.type === (before.type & 0xffff) &&
      is.next === before.next &&
      is.firstOut === before.firstOut &&
      is.firstIn === before.firstIn &&
      is.firstLoop === before.firstLoop &&
      is.owner === before.owner
    );
  }

  token(kind: TokenKind, { id, before }: TokenCommand): boolean {
    if (!before) return true;
    const view = kind === "propertyKey" ? this.#propertyKey : this.#nameToken;
    const is = at(view, this.#files(TOKENS_OF[kind]), id);
    const inUse = is !== undefined && (is.inUse & IN_USE) !== 0;
    if (!is || !inUse || !(before.token.inUse & IN_USE))
      return inUse === ((before.token.inUse & IN_USE) !== 0);
    return is.nameId === before.token.nameId;
  }

  /** Of a rule that is being made, the command says in place of what was there what will be. */
  schema({ before, end }: SchemaRuleCommand): boolean {
    const file = this.#files("schema");
    return before.every(({ id, flags, next, data }) => {
      const is = at(this.#dynamic, file, id);
      const wasInUse = (flags & IN_USE) !== 0 && end.isCreated === 0;
      if (!is?.inUse || !wasInUse || !data) return !is?.inUse === !wasInUse;
      const from = is.at + DYNAMIC_HEADER_BYTES;
      return (
        is.next === next &&
        is.length === data.length &&
        data.equals(is.buffer.subarray(from, from + data.length))
      );
    });
  }
}

/** Moves a view to a record; undefined behind the end of the file. */
function at<V extends { buffer: Buffer; at: number }>(
  view: V,
  file: RecordFile,
  id: number,
): V | undefined {
  if (id < 0 || (id + 1) * file.recordBytes > file.bytes) return undefined;
  view.at = file.find(id);
  view.buffer = file.buffer;
  return view;
}
