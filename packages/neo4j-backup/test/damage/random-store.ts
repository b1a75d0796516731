/** Commands of the harness's driver that fill a store at random, with everything that 2.3 can hold. */
import { randomFrom } from "../live/seed.ts";

/** @returns settings, then commands */
export function randomStore(seed: number): string[] {
  const random = randomFrom(seed);
  const upTo = (n: number): number => 1 + Math.floor(random() * n);
  const schema = [
    "index Person name",
    "constraint Account seq",
    "exists Must must",
    "existsrel ONCE at",
  ];
  const work = [
    () => `mix ${upTo(300)} ${upTo(12)}`,
    () => `load ${upTo(80)} ${upTo(20)}`,
    () => `update ${upTo(100)} ${upTo(10)}`,
    () => `delete ${upTo(12)} ${upTo(3)}`,
    () => `values ${upTo(60)} ${upTo(1e6)}`,
    () => `dense ${upTo(40)}`,
    () => `tokens ${upTo(6)}`,
    () => `graphproperty ${upTo(100)}`,
    () => `big ${upTo(3000)} ${upTo(3000)}`,
    () => "checkpoint",
  ];
  const commands = [`load ${20 + upTo(60)} 10`, `mix ${100 + upTo(300)} ${upTo(8)}`];
  for (let i = upTo(5); i > 0; i--) commands.push((work[upTo(work.length) - 1] as () => string)());
  for (const command of schema)
    if (random() < 0.5) commands.splice(upTo(commands.length), 0, command);
  return [`dense_node_threshold=${upTo(20)}`, `seed ${seed}`, ...commands];
}

/**
 * The same commands for another line: 2.2 knows no existence constraints; in 3.x settings have other names, and graphs
 * have no properties.
 */
export const forLine = (commands: readonly string[], version: string): string[] =>
  version.startsWith("2.")
    ? commands.filter((command) => !version.startsWith("2.2") || !command.startsWith("exists"))
    : commands
        .filter((command) => !command.startsWith("graphproperty"))
        .map((command) =>
          command.replace(/^dense_node_threshold=/, "dbms.relationship_grouping_threshold="),
        );

/** A small store with an occasion for every damage. */
export const DAMAGE_STORE = [
  "dense_node_threshold=6",
  "seed 42",
  "load 110 20",
  "index Person name",
  "constraint Account seq",
  "exists Must must",
  "existsrel ONCE at",
  "values 25 9",
  "mix 420 7",
  "dense 14",
  "graphproperty 2",
  "big 400 500",
];
