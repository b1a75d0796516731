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
import type { RecordFormat } from "../store/record-formats.ts";
import type { StoreName } from "../store/records.ts";
import type { TokenKind } from "../store/tokens.ts";
import { type RecordFiles, TOKENS_OF } from "./after-images.ts";
import { RecordFinder } from "./record-finder.ts";

const IN_USE = 1;

/** A record that was not what a command said. */
export interface BrokenLaw {
  tx: number;
  store: StoreName;
  file: string;
  id: number;
}

export class BeforeImages {
  readonly #found: RecordFinder;
  readonly #dynamicHeaderBytes: number;

  constructor(files: RecordFiles, format: RecordFormat) {
    this.#found = new RecordFinder(files, format);
    this.#dynamicHeaderBytes = format.dynamicHeader.size;
  }

  /** @returns whether the record is as the command says */
  node(id: number, { node }: NodeState): boolean {
    const is = this.#found.record("nodes", id);
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
    const is = this.#found.record("properties", id);
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
    const is = this.#found.record("relationships", id);
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
    const is = this.#found.record("groups", id);
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
    const is = this.#found.view(TOKENS_OF[kind], id);
    const inUse = is !== undefined && (is.inUse & IN_USE) !== 0;
    if (!is || !inUse || !(before.token.inUse & IN_USE))
      return inUse === ((before.token.inUse & IN_USE) !== 0);
    return is.nameId === before.token.nameId;
  }

  /** Of a rule that is being made, the command says in place of what was there what will be. */
  schema({ before, end }: SchemaRuleCommand): boolean {
    return before.every(({ id, flags, next, data }) => {
      const is = this.#found.view("schema", id);
      const wasInUse = (flags & IN_USE) !== 0 && end.isCreated === 0;
      if (!is?.inUse || !wasInUse || !data) return !is?.inUse === !wasInUse;
      const from = is.at + this.#dynamicHeaderBytes;
      return (
        is.next === next &&
        is.length === data.length &&
        data.equals(is.buffer.subarray(from, from + data.length))
      );
    });
  }
}
