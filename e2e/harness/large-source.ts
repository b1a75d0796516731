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
const MINUTE = 60_000;
/** Behind the last commit of the sample. */
const BEGINS = Date.UTC(2026, 10, 24, 6, 15);
/** Between two transactions, on average, at a busy and at a quiet time. */
const GAP_MILLIS = { busy: 2, quiet: 20 };

export interface Growth {
  transactions: number;
  seed: number;
  /** How many times slower than a million in four hours. */
  slowness?: number;
}

/** A backup server over the sample shop after very many more transactions, the same for the same seed. */
export class LargeSource {
  readonly port: number;
  readonly lastTx: number;
  readonly logBytes: number;
  #shownTx = NEWEST_TX;
  readonly #directory: string;
  readonly #server: RunningServer;

  private constructor(directory: string, server: RunningServer, made: Made) {
    this.#directory = directory;
    this.#server = server;
    this.port = server.port;
    this.lastTx = made.lastTx;
    this.logBytes = made.logBytes;
  }

  /** At first only what the sample itself holds is shown. */
  static async start(port: number, growth: Growth): Promise<LargeSource> {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-large-"));
    await DemoLog.prepare(directory);
    const made = await grow(directory, growth);
    let source: LargeSource | undefined;
    const reveal = () => source?.shownTx ?? NEWEST_TX;
    source = new LargeSource(directory, await serveDirectory({ directory, port, reveal }), made);
    return source;
  }

  get shownTx(): number {
    return this.#shownTx;
  }

  /** Shows all that it has. */
  gain(): void {
    this.#shownTx = this.lastTx;
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
async function grow(directory: string, growth: Growth): Promise<Made> {
  const { transactions, seed, slowness = 1 } = growth;
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
    const isBusy = Math.floor((at - BEGINS) / (7 * MINUTE)) % 5 < 2;
    const gap = isBusy ? GAP_MILLIS.busy : GAP_MILLIS.quiet;
    at += Math.floor(2 * chance() * gap * slowness);
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
