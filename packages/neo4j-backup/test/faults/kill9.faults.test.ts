/** SIGKILL at every border of full, incremental and fall-back runs, and at random moments between. */
import { cp, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspect, OnlineBackup, restore, verify } from "../../src/index.ts";
import type { RunningServer } from "../../src/serve/index.ts";
import { SAMPLE, Scratch } from "../../src/serve/testing/served-sample.ts";
import { LOG_VERSION_BYTES } from "../../src/store/neostore.ts";
import { Lab, missingTools } from "../live/neo4j-lab.ts";
import type { Plan } from "./child/plan.ts";
import { BackupChild } from "./child/run-child.ts";
import { momentsOf, type NamedMoment } from "./kill-moments.ts";

const HOST = "127.0.0.1";
/** Where the earlier backups of an incremental run end. */
const EARLIER = [221, 224, 226];
const BEFORE = 226;

/** One kind of run, from the directory it finds to the one that the run after a kill must leave. */
interface Scenario {
  name: string;
  operation: Plan["operation"];
  /** Made once, copied for each kill; undefined: the target does not exist. */
  before: (directory: string) => Promise<void>;
  /** Older transactions count as pruned by the server. */
  oldestTx?: number;
  seed: number;
}

describe("a run that is killed", () => {
  let scratch: Scratch;
  let source: string;
  let child: BackupChild;
  let reveal = SAMPLE.lastTx as number;
  let server: RunningServer;
  let pruned: RunningServer;
  /** Directories as kills left them, for a real Neo4j to open. */
  const samples: { name: string; directory: string }[] = [];
  let kills = 0;

  beforeAll(async () => {
    scratch = await Scratch.make();
    child = await BackupChild.make();
    source = await scratch.sample("source");
    server = await scratch.serve(source, { reveal: () => reveal });
    pruned = await scratch.serve(source, { oldestTx: BEFORE + 2 });
  });
  afterAll(async () => {
    await scratch?.end();
    await child?.remove();
    console.info(`${kills} kills`);
  });

  const none = async () => undefined;
  const threeIncrementals = async (directory: string) => {
    const backup = OnlineBackup.from(HOST, server.port);
    for (const tx of [SAMPLE.firstLogTx, ...EARLIER]) {
      reveal = tx;
      await backup.backup(directory);
    }
    reveal = SAMPLE.lastTx;
  };
  const SCENARIOS: Scenario[] = [
    { name: "full", operation: "full", before: none, seed: 11 },
    { name: "incremental", operation: "incremental", before: threeIncrementals, seed: 22 },
    {
      name: "incremental after an earlier kill",
      operation: "backup",
      before: async (directory) => {
        await threeIncrementals(directory);
        await child.start({ ...planOf("backup", directory), killAt: { phase: "publishing" } }).end;
      },
      seed: 33,
    },
    {
      name: "fall back to full",
      operation: "backup",
      before: threeIncrementals,
      oldestTx: BEFORE + 2,
      seed: 44,
    },
  ];
  const planOf = (operation: Plan["operation"], directory: string, port = server.port): Plan => ({
    operation,
    host: HOST,
    port,
    directory,
  });

  test.each(SCENARIOS)(
    "$name: loses nothing, and the next run succeeds",
    async (scenario) => {
      const root = scratch.path(scenario.name.replaceAll(" ", "-"));
      const template = join(root, "template", "backup");
      await mkdir(dirname(template), { recursive: true });
      await scenario.before(template);
      const had = await publishedFiles(template);
      const port = scenario.oldestTx === undefined ? server.port : pruned.port;
      const undisturbed = join(root, "undisturbed");
      await copyTemplate(template, undisturbed);
      const whole = await child.run(planOf(scenario.operation, join(undisturbed, "backup"), port));
      expect(whole.error).toBeUndefined();
      const moments = momentsOf(whole.steps, whole.phases.slice(0, -1), {
        root: undisturbed,
        atRandom: 6,
        seed: scenario.seed,
      });
      expect(moments.length).toBeGreaterThanOrEqual(15);
      const after = await publishedFiles(join(undisturbed, "backup"));
      for (const moment of moments) {
        const place = join(root, "killed");
        await copyTemplate(template, place);
        const killed = await child.start({
          ...planOf(scenario.operation, join(place, "backup"), port),
          killAt: moment.at,
        }).end;
        const what = `${scenario.name}, ${moment.name}`;
        if (killed.signal === null && "step" in moment.at) continue;
        expect(killed.signal, what).toBe("SIGKILL");
        kills++;
        await expectNothingLost(place, had, what);
        await keepSample(scenario, moment, place);
        await expectNextRunSucceeds(scenario, place, port, had, after, what);
        await rm(place, { recursive: true, force: true });
      }
      await rm(undisturbed, { recursive: true });
    },
    400_000,
  );

  async function copyTemplate(template: string, place: string): Promise<void> {
    await mkdir(place, { recursive: true });
    if (await exists(template)) await cp(template, join(place, "backup"), { recursive: true });
  }

  /** What was published before is still there, under its name or beside it: bytes and restore points. */
  async function expectNothingLost(
    place: string,
    had: Map<string, string>,
    what: string,
  ): Promise<void> {
    if (had.size === 0) return;
    const holder = await holderOf(place, had);
    expect(holder, `${what}: a directory with every earlier byte`).toBeDefined();
    const directory = holder as string;
    const { baseEndTx, lastTx } = await inspect(directory);
    expect(lastTx, what).toBeGreaterThanOrEqual(BEFORE);
    // Every byte is there; that a restore works on it is tried at one point after each kill.
    const points = [baseEndTx, ...EARLIER];
    const tx = points[kills % points.length] as number;
    const target = join(place, "restored");
    const { plan } = await restore(directory, target, { to: { transaction: tx } });
    expect(plan.reached.tx, what).toBe(tx);
    expect(await verify(target), what).toMatchObject({ ok: true });
    await rm(target, { recursive: true });
  }

  async function expectNextRunSucceeds(
    scenario: Scenario,
    place: string,
    port: number,
    had: Map<string, string>,
    after: Map<string, string>,
    what: string,
  ): Promise<void> {
    const directory = join(place, "backup");
    const isPublished = await exists(join(directory, "neostore"));
    const operation = scenario.operation === "full" && isPublished ? "backup" : scenario.operation;
    const outcome = await OnlineBackup.from(HOST, port)[operation](directory);
    expect(outcome.lastTx, what).toBe(SAMPLE.lastTx);
    expect(await verify(directory), what).toMatchObject({ ok: true, findings: [] });
    const names = (await readdir(directory)).filter((n) => n.startsWith(".holdfast-"));
    expect(
      names.filter((n) => !n.startsWith(".holdfast-lock-")),
      what,
    ).toEqual([]);
    expect(await publishedFiles(directory), what).toEqual(after);
    if (scenario.oldestTx !== undefined)
      expect(await holderOf(place, had), `${what}: the replaced backup`).toBeDefined();
  }

  async function keepSample(scenario: Scenario, moment: NamedMoment, place: string) {
    const directory = join(place, "backup");
    const isBorder = /rename .*(incoming|neostore$|backup$|holdfast-new$)|half-way/.test(
      moment.name,
    );
    const enough = samples.filter((s) => s.name.startsWith(`${scenario.name},`)).length >= 2;
    if (missingTools || enough || !isBorder || !(await exists(join(directory, "neostore")))) return;
    const copy = scratch.path(`sample-${samples.length}`);
    await cp(directory, copy, { recursive: true });
    samples.push({ name: `${scenario.name}, ${moment.name}`, directory: copy });
  }

  test("more than thirty moments were tried", () => {
    expect(kills).toBeGreaterThan(30);
  });

  test.skipIf(missingTools)(
    "a real Neo4j opens what the kills left, at the older or the newer transaction",
    async () => {
      const lab = await Lab.make();
      try {
        const expected = new Map<number, string>();
        for (const tx of [BEFORE, SAMPLE.lastTx]) {
          const cut = scratch.path(`expected-${tx}`);
          await restore(source, cut, { to: { transaction: tx } });
          expected.set(tx, (await lab.digest(cut)).digest);
        }
        expect(samples.length).toBeGreaterThanOrEqual(6);
        console.info(`a real Neo4j opens ${samples.length} of what the kills left`);
        for (const { name, directory } of samples) {
          const { lastTx, digest, consistent } = await lab.verify(directory);
          expect({ lastTx, digest }, name).toEqual({ lastTx, digest: expected.get(lastTx) });
          expect(consistent, name).toBe(true);
        }
      } finally {
        await lab.end();
      }
    },
  );
});

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Every published file with its bytes; record 2 of neostore, which may move, is read as zeros. */
async function publishedFiles(directory: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (!(await exists(directory))) return found;
  for (const path of (await readdir(directory, { recursive: true })).sort()) {
    const isOurs = path.startsWith(".holdfast-") || basename(path) === "holdfast.manifest.json";
    if (isOurs || !(await stat(join(directory, path))).isFile()) continue;
    const bytes = await readFile(join(directory, path));
    if (path === "neostore")
      bytes.fill(0, LOG_VERSION_BYTES.from, LOG_VERSION_BYTES.from + LOG_VERSION_BYTES.length);
    found.set(path, bytes.toString("latin1"));
  }
  return found;
}

/** The backup or a renamed one beside it that has every byte of `had`. */
async function holderOf(place: string, had: Map<string, string>): Promise<string | undefined> {
  for (const name of await readdir(place)) {
    if (!name.startsWith("backup")) continue;
    const found = await publishedFiles(join(place, name));
    if ([...had].every(([path, bytes]) => found.get(path) === bytes)) return join(place, name);
  }
  return undefined;
}
