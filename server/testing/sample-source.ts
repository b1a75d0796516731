import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { serveDirectory } from "neo4j-backup/serve";
import { readSample, writeFiles } from "../../packages/neo4j-backup/src/serve/sample.ts";
import { asOneLog } from "../../packages/neo4j-backup/src/serve/testing/one-log-sample.ts";
import { listSets, type SetDto } from "../backup-sets/index.ts";
import { addDatabase, type DatabaseRow, editDatabase } from "../databases/index.ts";
import type { TestContext } from "./context.ts";
import { carriedOut } from "./worker.ts";

/** The sample: its base ends with 219; its two log files hold 220 to 227 and 228 to 231. */
export const SAMPLE = { baseEndTx: 219, middleTx: 227, lastTx: 231 };

export interface SampleSource {
  port: number;
  /** The directory that is served; a test may change it before a full backup. */
  directory: string;
  /** Transactions up to this one are there from now on. */
  reveal(tx: number): void;
  close(): Promise<void>;
}

/**
 * The sample database on a port of its own, at first without what came after its base.
 * @param isOneLog as a Neo4j 2.2 would have it: every backup of it adds to one log file
 */
export async function startSampleSource({ isOneLog = false } = {}): Promise<SampleSource> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-sample-"));
  await writeFiles(directory, await readSample());
  if (isOneLog) await asOneLog(directory);
  let revealed = SAMPLE.baseEndTx;
  const server = await serveDirectory({ directory, port: 0, reveal: () => revealed });
  return {
    port: server.port,
    directory,
    reveal: (tx) => {
      revealed = tx;
    },
    close: async () => {
      await server.close();
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A database whose source is the sample. */
export async function sampleDatabase(
  ctx: TestContext,
  source: SampleSource,
  verifyPolicy: DatabaseRow["verifyPolicy"] = { when: "off", everyDays: null },
): Promise<DatabaseRow> {
  const { name } = await ctx.newDatabase();
  const address = { host: "127.0.0.1", port: source.port, timeoutSeconds: 10 };
  const { id } = await addDatabase(ctx, { name: `${name} sample`, ...address });
  return await editDatabase(ctx, { id, name: `${name} sample`, ...address, verifyPolicy });
}

/** A set with three log files, made by the worker that is running: a full backup and two incremental ones. */
export async function sampleSet(
  ctx: TestContext,
  source: SampleSource,
  database: DatabaseRow,
): Promise<SetDto> {
  source.reveal(SAMPLE.baseEndTx);
  await carriedOut(ctx, database.id, "full");
  for (const tx of [SAMPLE.middleTx, SAMPLE.lastTx]) {
    source.reveal(tx);
    await carriedOut(ctx, database.id, "incremental");
  }
  const [set] = await listSets(ctx, database.id);
  if (set?.lastTx !== SAMPLE.lastTx) throw new Error("the sample set was not made");
  return set;
}
