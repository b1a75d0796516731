import fc from "fast-check";
import type { EntityTotals } from "neo4j-backup";
import type { TransactionFilter, TransactionSummary } from "neo4j-backup/catalogue";
import { describe, expect, test } from "vitest";
import { massFinding, minutesOf, type ReadHistory } from "./alarm-mass-finding.ts";

const MINUTE = 60_000;
const NOTHING = { created: 0, changed: 0, deleted: 0 };

interface Made {
  tx: number;
  at: number;
  created?: number;
  deleted?: number;
}

const summaryOf = ({ tx, at, created = 0, deleted = 0 }: Made): TransactionSummary => ({
  tx,
  startedAt: at,
  committedAt: at,
  bytes: 100,
  commands: created + deleted,
  nodes: { created, changed: 0, deleted },
  relationships: NOTHING,
  properties: NOTHING,
  labels: { added: 0, removed: 0 },
  schema: 0,
  tokens: 0,
  legacyIndexes: 0,
  byToken: [],
});

/** Transactions in memory, read as those of a backup are. */
function historyOf(made: Made[]): ReadHistory {
  const all = made.map(summaryOf);
  const fits = (one: TransactionSummary, filter: TransactionFilter): boolean =>
    one.tx >= (filter.firstTx ?? 0) &&
    one.tx <= (filter.lastTx ?? Number.MAX_SAFE_INTEGER) &&
    one.committedAt <= (filter.to ?? Number.MAX_SAFE_INTEGER) &&
    (!filter.operations || one.nodes.deleted > 0);
  return {
    newest: async (filter, before = Number.MAX_SAFE_INTEGER, limit) =>
      all
        .filter((one) => one.tx < before && fits(one, filter))
        .reverse()
        .slice(0, limit),
    minutes: () => {
      const byStart = new Map<number, ReturnType<ReadHistory["minutes"]>[number]>();
      for (const { committedAt, nodes } of all) {
        const at = Math.floor(committedAt / MINUTE) * MINUTE;
        const minute = byStart.get(at) ?? { at, transactions: 0, ...NOTHING };
        minute.transactions++;
        minute.created += nodes.created;
        minute.deleted += nodes.deleted;
        byStart.set(at, minute);
      }
      return [...byStart.values()];
    },
    sumAbove: async (tx) => {
      const sum = {
        transactions: 0,
        nodes: { ...NOTHING },
        relationships: { ...NOTHING },
        properties: { ...NOTHING },
      };
      for (const one of all)
        if (one.tx > tx) {
          sum.transactions++;
          sum.nodes.created += one.nodes.created;
          sum.nodes.deleted += one.nodes.deleted;
        }
      return sum;
    },
  };
}

const totals = (nodes: number): EntityTotals => ({
  basis: "counts",
  asOfTx: 10,
  nodes,
  relationships: 0,
});

async function look(
  made: Made[],
  from: number,
  rest: { nodes?: number; toldTo?: number; percent?: number } = {},
) {
  const history = historyOf(made);
  const pulled = await minutesOf(history, from + 1);
  const first = pulled[0]?.at ?? 0;
  const before = history.minutes().filter((minute) => minute.at < first);
  const { toldTo = 0, percent = 20, nodes = 1_000 } = rest;
  const watched = { baseEndTx: 10, toldTo, massPercent: percent, massSigma: 6 };
  const lastTx = made.at(-1)?.tx ?? from;
  return await massFinding(history, { watched, from, lastTx, before, pulled }, async () =>
    totals(nodes),
  );
}

/** One transaction a minute from 11 on. */
const steady = (count: number, deleted: (n: number) => number = () => 0): Made[] =>
  Array.from({ length: count }, (_, n) => ({
    tx: 11 + n,
    at: n * MINUTE,
    created: 3,
    deleted: deleted(n),
  }));

describe("the share of a pull", () => {
  test("names the transaction that deleted a quarter, against what the log added since the base", async () => {
    const made = steady(40);
    made.push({ tx: 51, at: 40 * MINUTE, deleted: 280 }, { tx: 52, at: 41 * MINUTE, created: 2 });
    expect(await look(made, 50)).toMatchObject({
      firstTx: 51,
      lastTx: 52,
      share: { what: "nodes", deleted: 280, before: 1_120, percent: 25 },
      isEstimate: false,
    });
  });

  test("is no alarm below the limit, nor for what a pull only creates", async () => {
    const made = steady(40);
    made.push({ tx: 51, at: 40 * MINUTE, deleted: 190 });
    expect((await look(made, 50))?.share ?? null).toBeNull();
    expect(await look(steady(41), 50)).toBeNull();
  });

  test("of what was created within the hour counts against what was created", async () => {
    const made = steady(40);
    made.push({ tx: 51, at: 40 * MINUTE, created: 150 }, { tx: 52, at: 41 * MINUTE, deleted: 30 });
    expect(await look(made, 50, { nodes: 20 })).toBeNull();
  });

  test("adds up over pulls within an hour, but not over what was told already", async () => {
    const made = [
      ...steady(40),
      ...Array.from({ length: 10 }, (_, n) => ({ tx: 51 + n, at: (40 + n) * MINUTE, deleted: 40 })),
    ];
    expect(await look(made, 57, { nodes: 1_000 })).toMatchObject({
      share: { deleted: 400 },
      firstTx: 51,
    });
    expect((await look(made, 57, { toldTo: 57 }))?.share ?? null).toBeNull();
  });

  test("that was lost an hour before is not told again for a pull that deletes next to nothing", async () => {
    const made = [
      ...steady(40),
      { tx: 51, at: 40 * MINUTE, deleted: 500 },
      { tx: 52, at: 45 * MINUTE, deleted: 1 },
    ];
    expect(await look(made, 51)).toBeNull();
  });
});

describe("a minute off its history", () => {
  test("is found though the share is small, with its first transaction", async () => {
    const made = steady(60, () => 2);
    made.push(
      { tx: 71, at: 60 * MINUTE, deleted: 1 },
      { tx: 72, at: 61 * MINUTE + 5, deleted: 900 },
    );
    expect(await look(made, 70, { nodes: 1_000_000 })).toMatchObject({
      firstTx: 72,
      share: null,
      outlier: { metric: "deleted", value: 900 },
    });
  });

  test("is not found twice when the alarm's minute goes on", async () => {
    const made = steady(60, () => 2);
    made.push(
      { tx: 71, at: 60 * MINUTE, deleted: 900 },
      { tx: 72, at: 60 * MINUTE + 9, deleted: 1 },
    );
    expect(await look(made, 70, { nodes: 1_000_000 })).toMatchObject({ firstTx: 71 });
    expect(await look(made, 71, { nodes: 1_000_000, toldTo: 71 })).toBeNull();
  });
});

test("steady noise of any seed raises nothing, however it is cut into pulls", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 80, maxLength: 120 }),
      fc.integer({ min: 35, max: 75 }),
      async (noise, cut) => {
        const made = steady(noise.length, (n) => noise[n] ?? 0);
        expect(await look(made, 11 + cut, { nodes: 100_000 })).toBeNull();
      },
    ),
  );
});

test("a planted deletion is found with its very transaction, wherever it is in the pull", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 80, maxLength: 120 }),
      fc.integer({ min: 50, max: 79 }),
      async (noise, place) => {
        const made = steady(noise.length, (n) => (n === place ? 30_000 : (noise[n] ?? 0)));
        expect(await look(made, 60, { nodes: 100_000 })).toMatchObject({ firstTx: 11 + place });
      },
    ),
  );
});
