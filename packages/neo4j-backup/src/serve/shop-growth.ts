/**
 * How the sample shop grows: two purchases by new customers, then both are shipped, and so on. Which
 * records a transaction writes follows from its number alone, so nothing has to be remembered.
 */
import { NO_ID } from "../bytes/layout.ts";
import type { Command, NodeState, PropertyState } from "../log/commands.ts";
import { encodeEntry } from "../log/entries.ts";
import { type BlockValue, encodeBlock } from "../store/property-values.ts";
import type { ShopFacts } from "./shop-facts.ts";

const PER_CYCLE = { transactions: 3, purchases: 2 };
const FIRST_NUMBER = 20001;
/** Below a whole sample's highest price, above its lowest. */
const CENTS = { least: 450, spread: 9000, step: 3571 };
const NAMES = ["Ada", "Bruno", "Carla", "David", "Elif", "Frida", "Goran", "Hanna", "Ivo", "Jana"];
const CITIES = ["Berlin", "Lyon", "Porto", "Ghent", "Turin"];
/** Master and author id of a server that is no cluster member. */
const SINGLE_INSTANCE = -1;
const ANY = -1;
const IN_USE = 1;
const CREATED = 2;
const FIRST_IN_BOTH_CHAINS = 3;
/** Short strings of one byte a character. */
const LATIN_1 = 10;
const ONE_LABEL = 2 ** 36;

const text = (value: string): BlockValue => ({ type: "short string", encoding: LATIN_1, value });

interface Purchase {
  index: number;
  order: number;
  customer: number;
  relationship: number;
  /** Property records: number, time and total; status; e-mail; name and city. */
  properties: [facts: number, status: number, email: number, person: number];
}

function purchase(facts: ShopFacts, index: number): Purchase {
  const { node, relationship, property } = facts.first;
  const at = property + index * 4;
  return {
    index,
    order: node + index * 2,
    customer: node + index * 2 + 1,
    relationship: relationship + index,
    properties: [at, at + 1, at + 2, at + 3],
  };
}

const unusedNode: NodeState = { node: { flags: 0 }, dynamicLabels: [] };

const nodeCreated = (id: number, label: number, nextRel: number, nextProp: number): Command => ({
  type: 1,
  value: {
    key: { id },
    before: unusedNode,
    after: {
      node: { flags: IN_USE, dense: 0, nextRel, nextProp, labels: ONE_LABEL + label },
      dynamicLabels: [],
    },
  },
});

const propertyState = (
  owner: number,
  previous: number,
  next: number,
  blocks: Buffer[],
): PropertyState => ({
  record: { flags: blocks.length > 0 ? IN_USE : 0, next, previous, owner },
  blocks: blocks.map((data) => ({ data, values: [] })),
  deleted: [],
});

const propertiesCreated = (id: number, after: PropertyState): Command => ({
  type: 2,
  value: {
    key: { id },
    before: propertyState(after.record.owner, NO_ID, NO_ID, []),
    after,
  },
});

/** The counts that one more relationship changes. */
function relationshipCounts(start: number, type: number, end: number): Command[] {
  const keys = [
    [ANY, ANY, ANY],
    [ANY, type, ANY],
    [start, ANY, ANY],
    [start, type, ANY],
    [ANY, ANY, end],
    [ANY, type, end],
  ] as const;
  return keys.map(([startLabel, t, endLabel]) => ({
    type: 16,
    value: { startLabel, type: t, endLabel, delta: 1 },
  }));
}

const nodeCounts = (label: number, delta: number): Command => ({
  type: 17,
  value: { label, delta },
});

function bought(facts: ShopFacts, p: Purchase, now: number): Command[] {
  const { key, label, placed } = facts;
  const [about, status, email, person] = p.properties;
  const number = FIRST_NUMBER + p.index;
  const name = NAMES[p.index % NAMES.length] as string;
  const city = CITIES[p.index % CITIES.length] as string;
  const cents = CENTS.least + ((p.index * CENTS.step) % CENTS.spread);
  return [
    propertiesCreated(
      about,
      propertyState(p.order, NO_ID, status, [
        encodeBlock({ key: key.number, value: { type: "int", value: number } }),
        encodeBlock({
          key: key.placedAt,
          value: { type: "long", value: BigInt(now), inlined: false },
        }),
        encodeBlock({ key: key.total, value: { type: "int", value: cents } }),
      ]),
    ),
    propertiesCreated(status, statusOf(facts, p, "new")),
    propertiesCreated(
      email,
      propertyState(p.customer, NO_ID, person, [
        encodeBlock({ key: key.email, value: text(`${name.toLowerCase()}.${number}@example.org`) }),
      ]),
    ),
    propertiesCreated(
      person,
      propertyState(p.customer, email, NO_ID, [
        encodeBlock({ key: key.name, value: text(name) }),
        encodeBlock({ key: key.city, value: text(city) }),
      ]),
    ),
    {
      type: 3,
      value: {
        id: p.relationship,
        flags: IN_USE | CREATED,
        first: p.customer,
        second: p.order,
        type: placed,
        // In the first record of a chain, `previous` is the chain's length.
        firstPrevious: 1,
        firstNext: NO_ID,
        secondPrevious: 1,
        secondNext: NO_ID,
        nextProp: NO_ID,
        firstIn: FIRST_IN_BOTH_CHAINS,
      },
    },
    nodeCreated(p.order, label.order, p.relationship, about),
    nodeCreated(p.customer, label.customer, p.relationship, email),
    ...relationshipCounts(label.customer, placed, label.order),
    nodeCounts(ANY, 2),
    nodeCounts(label.order, 1),
    nodeCounts(label.customer, 1),
  ];
}

const statusOf = (facts: ShopFacts, p: Purchase, status: string): PropertyState =>
  propertyState(p.order, p.properties[0], NO_ID, [
    encodeBlock({ key: facts.key.status, value: text(status) }),
  ]);

const shipped = (facts: ShopFacts, p: Purchase): Command => ({
  type: 2,
  value: {
    key: { id: p.properties[1] },
    before: statusOf(facts, p, "new"),
    after: statusOf(facts, p, "shipped"),
  },
});

/** Purchases that the first `count` transactions make. */
export const purchasesAfter = (count: number): number =>
  Math.floor(count / PER_CYCLE.transactions) * PER_CYCLE.purchases +
  Math.min(count % PER_CYCLE.transactions, PER_CYCLE.purchases);

function commandsOf(facts: ShopFacts, count: number, now: number): Command[] {
  const made = purchasesAfter(count);
  if (count % PER_CYCLE.transactions < PER_CYCLE.purchases)
    return bought(facts, purchase(facts, made), now);
  return [shipped(facts, purchase(facts, made - 2)), shipped(facts, purchase(facts, made - 1))];
}

export interface GrowthStep {
  /** How many such transactions there were before. */
  count: number;
  txId: number;
  /** Milliseconds since the epoch. */
  now: number;
  /** 8 random bytes, as Neo4j writes them: the transaction's checksum comes from them. */
  additionalHeader: Buffer;
  /** A row of ENTRY_VERSIONS. */
  entryVersion: number;
}

/** The bytes of the shop's next transaction, as its log holds them. */
export function nextTransaction(facts: ShopFacts, step: GrowthStep): Buffer {
  const { count, txId, now, additionalHeader, entryVersion: version } = step;
  const start = {
    masterId: SINGLE_INSTANCE,
    authorId: SINGLE_INSTANCE,
    startedAt: now,
    lastTxWhenStarted: txId - 1,
  };
  return Buffer.concat([
    encodeEntry({ version, kind: "start", value: { start, additionalHeader } }),
    ...commandsOf(facts, count, now).map((command) =>
      encodeEntry({ version, kind: "command", command }),
    ),
    encodeEntry({ version, kind: "commit", value: { txId, committedAt: now } }),
  ]);
}
