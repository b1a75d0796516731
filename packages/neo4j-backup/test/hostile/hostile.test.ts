import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import type { AttackReport } from "./attack-run.ts";
import { ATTACKS } from "./attacks.ts";
import type { MutationReport } from "./mutation-run.ts";

const MAX_RSS_MEGABYTES = 200;
/** With the silence time-out of these runs, which is far below a second. */
const MAX_ATTACK_MILLIS = 10_000;
/** For a machine that is busy with much else; alone it takes about a tenth. */
const MAX_RUN_MILLIS = 480_000;
const FIXED_SEED = 20_261_124;
const DAY_MILLIS = 86_400_000;

/** A program of this directory in a process of its own, and the report that it prints. */
async function report<T>(program: string, ...words: (string | number)[]): Promise<T> {
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--expose-gc", "--import", "tsx", join(cwd, program), ...words.map(String)],
    { cwd, maxBuffer: 64 << 20, timeout: MAX_RUN_MILLIS },
  );
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as T;
}

describe("attacks", () => {
  let found: AttackReport;
  beforeAll(async () => {
    found = await report<AttackReport>("attack-run.ts");
    console.log(`${found.results.length} attacks, at most ${found.maxRssMegabytes} MB`);
  }, MAX_RUN_MILLIS);

  it.each(ATTACKS.map((a, i) => [a.kind, a.name, a.code, i] as const))(
    "%s: %s ends in %s",
    (_, name, code, i) => {
      const result = found.results[i];
      expect(result?.name).toBe(name);
      expect(result?.found, result?.detail).toBe(code);
      expect(result?.leftBehind).toEqual([]);
      expect(result?.elapsedMillis).toBeLessThan(MAX_ATTACK_MILLIS);
    },
  );

  it("never took much memory", () => {
    expect(found.maxRssMegabytes).toBeLessThan(MAX_RSS_MEGABYTES);
  });
});

describe("mutated golden answers", () => {
  // Two processes for the seed that is the same everywhere, one for a seed that is new every day.
  it.each([
    ["first half", FIXED_SEED, 1000],
    ["second half", FIXED_SEED + 1, 1000],
    ["of the day", Math.floor(Date.now() / DAY_MILLIS), 200],
  ])(
    "end in a clear error or in the right backup: %s, seed %i, %i of them",
    async (_, seed, runs) => {
      const found = await report<MutationReport>("mutation-run.ts", seed, runs);
      const { codes, successes, slowestMillis, maxRssMegabytes, openFiles } = found;
      console.log(
        `seed ${seed}: ${successes} successes, ${JSON.stringify(codes)}, slowest ${slowestMillis} ms, at most ${maxRssMegabytes} MB`,
      );
      expect(found.faults, `seed ${seed}`).toEqual([]);
      const failures = Object.values(codes).reduce((sum, n) => sum + n, 0);
      expect(successes + failures).toBe(runs);
      // Damage that always or never shows would say that the mutations miss.
      expect(successes).toBeGreaterThan(runs / 20);
      expect(failures).toBeGreaterThan(runs / 4);
      expect(maxRssMegabytes).toBeLessThan(MAX_RSS_MEGABYTES);
      expect(openFiles[1]).toBeLessThanOrEqual(openFiles[0] + 3);
    },
    MAX_RUN_MILLIS + 10_000,
  );
});
