import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type RunningServer, serveDirectory } from "neo4j-backup/serve";
import { logName, logVersionOf } from "../../packages/neo4j-backup/src/log/log-header.ts";
import { DemoLog } from "../../packages/neo4j-backup/src/serve/demo-log.ts";
import { readSample } from "../../packages/neo4j-backup/src/serve/sample.ts";
import { shopFacts } from "../../packages/neo4j-backup/src/serve/shop-facts.ts";
import { ManyOrders } from "./many-orders.ts";
import { NEWEST_TX } from "./source.ts";

const WRITE_BYTES = 8 * 1024 * 1024;
const MOST_BYTES = 1024;
const HOUR = 3_600_000;
const BEGINS = Date.UTC(2026, 10, 1);
/** Between two transactions, on average, of a busy and of a quiet hour. */
const GAP_MILLIS = { busy: 200, quiet: 2_000 };

/** A backup server over the sample shop after very many more transactions, the same for the same seed. */
export class LargeSource {
  readonly port: number;
  readonly lastTx: number;
  readonly logBytes: number;
  readonly #directory: string;
  readonly #server: RunningServer;

  private constructor(directory: string, server: RunningServer, made: Made) {
    this.#directory = directory;
    this.#server = server;
    this.port = server.port;
    this.lastTx = made.lastTx;
    this.logBytes = made.logBytes;
  }

  static async start(port: number, transactions: number, seed: number): Promise<LargeSource> {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-large-"));
    await DemoLog.prepare(directory);
    const made = await grow(directory, transactions, seed);
    return new LargeSource(directory, await serveDirectory({ directory, port }), made);
  }

  async end(): Promise<void> {
    await this.#server.close();
    fs.rmSync(this.#directory, { recursive: true, force: true });
  }
}

interface Made {
  lastTx: number;
  logBytes: number;
}

/** Appends to the newest log file of the shop. */
async function grow(directory: string, transactions: number, seed: number): Promise<Made> {
  const sample = await readSample();
  const orders = new ManyOrders(shopFacts((name) => sample.get(name) ?? Buffer.alloc(0)));
  const version = Math.max(...fs.readdirSync(directory).map((name) => logVersionOf(name) ?? -1));
  const handle = fs.openSync(path.join(directory, logName(version)), "r+");
  const buffer = Buffer.allocUnsafe(WRITE_BYTES + MOST_BYTES);
  let used = 0;
  let written = fs.fstatSync(handle).size;
  const flush = (): void => {
    written += fs.writeSync(handle, buffer, 0, used, written);
    used = 0;
  };
  const chance = chances(seed);
  let at = BEGINS;
  for (let count = 0; count < transactions; count++) {
    const isBusy = Math.floor((at - BEGINS) / HOUR) % 6 < 2;
    at += Math.floor(2 * chance() * (isBusy ? GAP_MILLIS.busy : GAP_MILLIS.quiet));
    used = orders.write(buffer, used, { count, txId: NEWEST_TX + 1 + count, at });
    if (used >= WRITE_BYTES) flush();
  }
  flush();
  fs.closeSync(handle);
  return { lastTx: NEWEST_TX + transactions, logBytes: written };
}

/** Numbers from 0 to 1, the same for the same seed. */
function chances(seed: number): () => number {
  let state = seed % 2 ** 32;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
