import { NO_ID } from "../../packages/neo4j-backup/src/bytes/layout.ts";
import type {
  Command,
  NodeState,
  PropertyState,
} from "../../packages/neo4j-backup/src/log/commands.ts";
import { encodeEntry } from "../../packages/neo4j-backup/src/log/entries.ts";
import type { ShopFacts } from "../../packages/neo4j-backup/src/serve/shop-facts.ts";
import { encodeBlock } from "../../packages/neo4j-backup/src/store/property-values.ts";

/** Numbers that a template holds in place of a transaction's own; no other bytes look like them. */
const STAND_IN = {
  tx: 0x1122_3344_5501,
  before: 0x1122_3344_5502,
  at: 0x1122_3344_5503,
  node: 0x1122_3344_5504,
  property: 0x1122_3344_5505,
  header: 0x1122_3344_5506,
} as const;
type Part = keyof typeof STAND_IN;

interface Template {
  bytes: Buffer;
  /** Where each number lies; 8 bytes. */
  places: [offset: number, part: Part][];
}

const version = 0xfb; // of a 2.3.3
const ANY_LABEL = -1;
const LATIN_1 = 10;
const ONE_LABEL = 2 ** 36;

const absent: NodeState = { node: { flags: 0 }, dynamicLabels: [] };
const present = (label: number): NodeState => ({
  node: {
    flags: 1,
    dense: 0,
    nextRel: NO_ID,
    nextProp: STAND_IN.property,
    labels: ONE_LABEL + label,
  },
  dynamicLabels: [],
});
const node = (before: NodeState, after: NodeState): Command => ({
  type: 1,
  value: { key: { id: STAND_IN.node }, before, after },
});
const status = (key: number, value: string | null): PropertyState => ({
  record: {
    flags: value === null ? 0 : 1,
    next: NO_ID,
    previous: NO_ID,
    owner: STAND_IN.node,
  },
  blocks:
    value === null
      ? []
      : [
          {
            data: encodeBlock({
              key,
              value: { type: "short string", encoding: LATIN_1, value },
            }),
            values: [],
          },
        ],
  deleted: [],
});
const property = (before: PropertyState, after: PropertyState): Command => ({
  type: 2,
  value: { key: { id: STAND_IN.property }, before, after },
});

function template(commands: Command[]): Template {
  const additionalHeader = Buffer.alloc(8);
  additionalHeader.writeBigInt64BE(BigInt(STAND_IN.header));
  const start = {
    masterId: -1,
    authorId: -1,
    startedAt: STAND_IN.at,
    lastTxWhenStarted: STAND_IN.before,
  };
  const bytes = Buffer.concat([
    encodeEntry({ version, kind: "start", value: { start, additionalHeader } }),
    ...commands.map((command) => encodeEntry({ version, kind: "command", command })),
    encodeEntry({
      version,
      kind: "commit",
      value: { txId: STAND_IN.tx, committedAt: STAND_IN.at },
    }),
  ]);
  const places: Template["places"] = [];
  for (const [part, number] of Object.entries(STAND_IN)) {
    const wanted = Buffer.alloc(8);
    wanted.writeBigInt64BE(BigInt(number));
    for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 8))
      places.push([at, part as Part]);
  }
  return { bytes, places };
}

/** An order is placed, shipped, and every other one deleted; else it is put back to "new". */
function templatesOf({ label, key }: ShopFacts): Template[] {
  const order = present(label.order);
  const is = (value: string | null) => status(key.status, value);
  const counts = (delta: number): Command[] =>
    [ANY_LABEL, label.order].map((each) => ({ type: 17, value: { label: each, delta } }));
  return [
    template([property(is(null), is("new")), node(absent, order), ...counts(1)]),
    template([property(is("new"), is("shipped"))]),
    template([property(is("shipped"), is(null)), node(order, absent), ...counts(-1)]),
    template([property(is("shipped"), is("new"))]),
  ];
}

export interface OrderStep {
  /** How many such transactions there were before. */
  count: number;
  txId: number;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Writes transaction after transaction into a buffer, from templates that the engine's encoders made. */
export class ManyOrders {
  readonly #templates: Template[];
  readonly #facts: ShopFacts;

  constructor(facts: ShopFacts) {
    this.#facts = facts;
    this.#templates = templatesOf(facts);
  }

  /** @returns where it ends; it needs less than a kilobyte */
  write(target: Buffer, from: number, { count, txId, at }: OrderStep): number {
    const order = Math.floor(count / 3);
    const kind = count % 3 === 2 ? 2 + (order % 2) : count % 3;
    const { bytes, places } = this.#templates[kind] as Template;
    const numbers: Record<Part, number> = {
      tx: txId,
      before: txId - 1,
      at,
      node: this.#facts.first.node + order,
      property: this.#facts.first.property + order,
      header: count,
    };
    bytes.copy(target, from);
    for (const [offset, part] of places) {
      const number = numbers[part];
      target.writeUInt32BE(Math.floor(number / 2 ** 32), from + offset);
      target.writeUInt32BE(number % 2 ** 32, from + offset + 4);
    }
    return from + bytes.length;
  }
}
