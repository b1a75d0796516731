/** Every line of Neo4j that speaks the backup protocol, each judged by its own database and checker. */
import { cp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { replay } from "../../src/backup/replay-directory.ts";
import { checkBackup, OnlineBackup, probe, restore, rollForward, verify } from "../../src/index.ts";
import { encodeEntry, readEntries } from "../../src/log/entries.ts";
import { logVersionOf } from "../../src/log/log-header.ts";
import { serveDirectory } from "../../src/serve/index.ts";
import { recordFormat } from "../../src/store/record-formats.ts";
import { storeVersionRow } from "../../src/store/store-versions.ts";
import { stateOf } from "../hostile/directory-state.ts";
import { compareNeostores, compareStores, countsByKey, newestCountsOf } from "./compare-stores.ts";
import { LINES, type Line, nameOf } from "./lines.ts";
import { type Facts, Lab, missingTools, type Server } from "./neo4j-lab.ts";

const PORT = 7860;
const SERVED_PORT = 7862;
const BOLT_PORT = 7863;
/** Every kind of record and index that all lines have. */
const EVERYTHING = [
  "load 900",
  "index Person name",
  "constraint Account seq",
  "legacy 120",
  "update 400",
  "delete 60",
];

const logNames = async (directory: string): Promise<string[]> =>
  (await readdir(directory)).filter((name) => logVersionOf(name) !== undefined);

describe.skipIf(missingTools).each(LINES.map((line) => ({ name: nameOf(line), line })))(
  "backups of a real Neo4j $name",
  ({ line }: { line: Line }) => {
    const { version, storeVersion, dialect, isHighLimit = false, rewritesFreed } = line;
    const format = isHighLimit ? ["format=high_limit"] : [];
    const backup = OnlineBackup.from("127.0.0.1", PORT);
    const points: Facts[] = [];
    let lab: Lab;
    let server: Server;
    let directory: string;

    beforeAll(async () => {
      lab = await Lab.make();
      directory = lab.path("backup");
      server = await lab.start({
        version,
        directory: lab.data("db"),
        port: PORT,
        settings: format,
      });
      await server.sendAll(...EVERYTHING);
    }, 300_000);
    afterAll(() => lab?.end());

    async function expectSame(facts: Facts, backedUp: string): Promise<void> {
      const { consistent, ...found } = await lab.verify(backedUp, version, { underLoad: true });
      expect(found).toEqual(facts);
      expect(consistent, "the official checker finds nothing").toBe(true);
    }

    test("a full backup under load opens with the server's content", async () => {
      await rm(directory, { recursive: true, force: true });
      await server.send("background load 400 1 2");
      const outcome = await backup.full(directory);
      await server.send("join");
      expect(outcome).toMatchObject({ kind: "full", dialect });
      expect(outcome.store.storeVersion).toBe(storeVersion);
      await backup.incremental(directory);
      points.push(await server.facts());
      expect((await verify(directory)).findings).toEqual([]);
      await expectSame(points[0] as Facts, directory);
    }, 300_000);

    test("incremental backups bring new tokens, deletes, an index and a legacy index", async () => {
      const own = (line.cypher ?? []).map((query) => `cypher ${query}`);
      for (const command of [
        "update 300",
        ...own,
        "delete 40",
        "legacy 60 other",
        "index City name",
      ]) {
        await server.send(command);
        await backup.incremental(directory);
        points.push(await server.facts());
      }
      expect((await backup.incremental(directory)).nothingNew).toBe(true);
      expect((await verify(directory)).findings).toEqual([]);
      await expectSame(points.at(-1) as Facts, directory);
    }, 300_000);

    test("the official tool continues our directory, and we continue it after that", async () => {
      await server.send("load 40 2");
      expect(await lab.officialBackup(PORT, directory, version)).toMatchObject({ exit: 0 });
      await expectSame(await server.facts(), directory);
      await server.sendAll("load 30 3", "delete 5");
      expect((await backup.incremental(directory)).transactions).toBeGreaterThan(0);
      points.push(await server.facts());
      await expectSame(points.at(-1) as Facts, directory);
      expect((await verify(directory)).findings).toEqual([]);
    }, 300_000);

    test("served from the directory, the official tool makes a full and an incremental backup", async () => {
      const served = lab.path("served");
      await backup.full(served);
      const source = await serveDirectory({ directory: served, port: SERVED_PORT, dialect });
      const theirs = lab.path("theirs");
      expect(await lab.officialBackup(SERVED_PORT, theirs, version)).toMatchObject({ exit: 0 });
      await expectSame(points.at(-1) as Facts, theirs);
      await server.send("update 60 3");
      await backup.incremental(served);
      expect(await lab.officialBackup(SERVED_PORT, theirs, version)).toMatchObject({ exit: 0 });
      await source.close();
      points.push(await server.facts());
      await expectSame(points.at(-1) as Facts, theirs);
    }, 300_000);

    test("the consistency check applies the log and finds nothing wrong", async () => {
      const verdict = await checkBackup(directory, { scratch: lab.path("scratch") });
      expect(verdict.findings).toEqual([]);
      expect(verdict.ok).toBe(true);
      expect(verdict.replayed).toBeGreaterThan(0);
      const { nodes, rels } = points.at(-1) as Facts;
      expect(verdict.records).toMatchObject({ nodes, relationships: rels });
    }, 300_000);

    test("every entry of its logs encodes back to the same bytes", async () => {
      let entries = 0;
      for (const name of await logNames(directory)) {
        const bytes = await readFile(join(directory, name));
        await readEntries([bytes] as unknown as AsyncIterable<Buffer>, (entry) => {
          entries++;
          const again = encodeEntry(entry);
          if (!again.equals(bytes.subarray(entry.from, entry.to)))
            expect(again.toString("hex"), `${name} at ${entry.from}`).toBe(
              bytes.subarray(entry.from, entry.to).toString("hex"),
            );
        });
      }
      expect(entries).toBeGreaterThan(1000);
    });

    test("the log applied without Neo4j leaves the records that Neo4j's own recovery leaves", async () => {
      const { scratch, brokenLaws } = await replay({ directory, scratch: lab.path("replayed") });
      expect(brokenLaws, "before-images are what was there").toEqual([]);
      const theirs = join(lab.path("recovered"), "graph.db");
      await cp(directory, theirs, { recursive: true });
      await lab.openInPlace(theirs, version);
      const { differences, leftOver } = compareStores(
        scratch,
        theirs,
        recordFormat(storeVersionRow(storeVersion).records),
      );
      expect(differences).toEqual([]);
      expect(leftOver.filter((what) => !rewritesFreed?.test(what))).toEqual([]);
      expect(compareNeostores(scratch, theirs)).toEqual([]);
      expect(countsByKey(newestCountsOf(scratch))).toEqual(countsByKey(newestCountsOf(theirs)));
    }, 300_000);

    test("a cut at any of five transactions has the content of then", async () => {
      const own = lab.path("cut-from");
      await backup.full(own);
      const cuts: Facts[] = [];
      for (const command of ["load 20 2", "update 30", "delete 8", "tokens 3", "legacy 9 third"]) {
        await server.send(command);
        cuts.push(await server.facts());
      }
      await backup.incremental(own);
      for (const [i, point] of cuts.entries()) {
        const target = join(lab.path(`restored-${i}`), "graph.db");
        await restore(own, target, { to: { transaction: point.lastTx } });
        await expectSame(point, target);
      }
    }, 300_000);

    test("rolled forward it is a base that incrementals continue, or the line is refused for its indexes", async () => {
      const own = lab.path("rolled-from");
      const rolled = lab.path("rolled");
      await backup.full(own);
      await server.sendAll("load 40 3", "update 60", "delete 10");
      await backup.incremental(own);
      const point = await server.facts();
      if (!storeVersionRow(storeVersion).rebuildsIndexes) {
        await expect(rollForward(own, rolled)).rejects.toMatchObject({ code: "not-replayable" });
        expect(await readdir(lab.root)).not.toContain("rolled");
        return;
      }
      expect((await rollForward(own, rolled)).consistency.findings).toEqual([]);
      await expectSame(point, rolled);
      await server.send("load 15 2");
      expect((await backup.incremental(rolled)).transactions).toBeGreaterThan(0);
      await expectSame(await server.facts(), rolled);
    }, 300_000);

    test("restored with its transactions applied it opens with the same content", async () => {
      const target = join(lab.path("applied"), "graph.db");
      await backup.incremental(directory);
      await restore(directory, target, { replayed: true });
      await expectSame(await server.facts(), target);
    }, 300_000);

    test("once the server has pruned its log, an incremental is refused and a full one made instead", async () => {
      await server.stop();
      const settings = [...format, "rotation=1M", "retention=1 files"];
      server = await lab.start({ version, directory: lab.data("db"), port: PORT, settings });
      for (let i = 0; i < 3; i++)
        await server.sendAll("big 300000 900000", "load 50 5", "rotate", "checkpoint");
      const before = await server.facts();
      const state = stateOf(directory);
      await expect(backup.incremental(directory)).rejects.toMatchObject({
        code: "transactions-missing",
        server: { className: expect.stringContaining("NoSuchTransactionException") },
      });
      expect(stateOf(directory)).toEqual(state);
      const outcome = await backup.backup(directory);
      expect(outcome).toMatchObject({
        kind: "full",
        fellBackBecause: { code: "transactions-missing" },
      });
      await expectSame(before, directory);
    }, 300_000);
  },
);

describe.skipIf(missingTools)("ports of a real Neo4j that are no backup port", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.make();
    await lab.start({
      version: "3.4.18",
      directory: lab.data("db"),
      port: PORT,
      settings: [
        "dbms.connector.bolt.type=BOLT",
        "dbms.connector.bolt.enabled=true",
        `dbms.connector.bolt.listen_address=127.0.0.1:${BOLT_PORT}`,
      ],
    });
  }, 300_000);
  afterAll(() => lab?.end());

  test("the port of queries is told by name", async () => {
    await expect(
      probe({ host: "127.0.0.1", port: BOLT_PORT, timeoutMillis: 3_000 }),
    ).rejects.toMatchObject({
      code: "other-neo4j-port",
      detail: expect.stringContaining("Bolt"),
    });
  }, 60_000);
});

describe.skipIf(missingTools)(
  "a real Neo4j whose store was upgraded in place, from 2.3.3 to 3.0.7",
  () => {
    let lab: Lab;
    beforeAll(async () => {
      lab = await Lab.make();
    });
    afterAll(() => lab?.end());

    test("keeps its store id: the backup is not continued with the other format, and stays whole", async () => {
      const [data, directory] = [lab.data("db"), lab.path("backup")];
      const backup = OnlineBackup.from("127.0.0.1", PORT);
      const before = await lab.start({ version: "2.3.3", directory: data, port: PORT });
      await before.send("load 60");
      const { store } = await backup.full(directory);
      const facts = await before.facts();
      await before.stop();
      const after = await lab.start({
        version: "3.0.7",
        directory: data,
        port: PORT,
        settings: ["dbms.allow_format_migration=true"],
      });
      await after.send("load 20");
      const state = stateOf(directory);
      await expect(backup.incremental(directory)).rejects.toMatchObject({
        code: "different-store-version",
        retry: "full-instead",
        detail: expect.stringMatching(/v0\.A\.6.*v0\.A\.7|v0\.A\.7.*v0\.A\.6/),
      });
      expect(stateOf(directory)).toEqual(state);
      expect(await lab.verify(directory)).toEqual({ ...facts, consistent: true });
      const outcome = await backup.full(lab.path("anew"));
      expect(outcome.store).toMatchObject({ ...store, storeVersion: "v0.A.7" });
      expect(await lab.verify(lab.path("anew"), "3.0.7")).toEqual({
        ...(await after.facts()),
        consistent: true,
      });
    }, 300_000);
  },
);
