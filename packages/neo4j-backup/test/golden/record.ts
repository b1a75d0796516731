/**
 * Records the golden answers anew: starts a real Neo4j, asks it through a recording proxy, and writes
 * `<version>/<scenario>/{c2s.bin,s2c.bin.gz,recipe.json}` beside this file.
 *
 *     node --import tsx packages/neo4j-backup/test/golden/record.ts [first port]
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { DIALECTS } from "../../src/protocol/dialects.ts";
import { encodeFullRequest, encodeIncrementalRequest } from "../../src/protocol/requests.ts";
import { encodeFrame, frameHead } from "../../src/wire/frame.ts";
import { payloadOf } from "./goldens.ts";
import { walkAnswer } from "./walk-answer.ts";

const VERSION = "2.3.3";
const HARNESS = fileURLToPath(new URL("../neo4jlab/neo4jlab", import.meta.url));
const TARGET = fileURLToPath(new URL(`./${VERSION}/`, import.meta.url));
const firstPort = Number(process.argv[2] ?? 7980);
const [serverPort, proxyPort] = [firstPort, firstPort + 1];
const scratch = mkdtempSync(join(tmpdir(), "golden-"));
const store = join(scratch, "db");
const commands: string[] = [];

function lab(...words: string[]): string {
  const env = { ...process.env, NEO4JLAB_RUN: join(scratch, "run"), NEO4JLAB_HEAP: "512m" };
  const done = spawnSync(HARNESS, words, { env, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${words.join(" ")}: ${done.stdout}${done.stderr}`);
  return done.stdout;
}

function send(...words: string[]): string {
  const answer = lab("send", "golden", ...words);
  commands.push(words.join(" "));
  return answer;
}
const lastTx = (): number => Number(/lastTx=(\d+)/.exec(lab("send", "golden", "lasttx"))?.[1]);

/** Passes bytes on and keeps a copy of both directions. */
class RecordingProxy {
  readonly #server: net.Server;
  c2s: Buffer[] = [];
  s2c: Buffer[] = [];

  constructor() {
    this.#server = net.createServer((client) => {
      const upstream = net.connect(serverPort, "127.0.0.1");
      client.on("data", (b) => this.c2s.push(b) && upstream.write(b));
      upstream.on("data", (b) => this.s2c.push(b) && client.write(b));
      for (const [a, b] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        a.on("error", () => b.destroy());
        a.on("close", () => b.end());
      }
    });
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(proxyPort, "127.0.0.1", resolve));
  }
  close(): void {
    this.#server.close();
  }
}
const proxy = new RecordingProxy();

/** Sends one request and waits for the last frame of its answer. */
function ask(request: Buffer): Promise<void> {
  proxy.c2s = [];
  proxy.s2c = [];
  return new Promise((resolve, reject) => {
    const socket = net.connect(proxyPort, "127.0.0.1", () => socket.write(request));
    let bytes = Buffer.alloc(0);
    let at = 0;
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("closed before the last frame")));
    socket.on("data", (b) => {
      bytes = Buffer.concat([bytes, b]);
      while (bytes.length >= at + frameHead.size) {
        const { length, more } = frameHead.read(bytes, at);
        if (bytes.length < at + 4 + length) return;
        at += 4 + length;
        if (more) continue;
        socket.removeAllListeners("close");
        socket.destroy();
        resolve();
      }
    });
  });
}

/** Some failures name the store's directory: the same length of another name, for no machine's is kept. */
function withoutPath(bytes: Buffer): Buffer {
  const neutral = "/neo4j/graph.db".padEnd(store.length, "x");
  return Buffer.from(bytes.toString("latin1").replaceAll(store, neutral), "latin1");
}

function keep(scenario: string, what: string, facts: Record<string, unknown> = {}): void {
  const directory = join(TARGET, scenario);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const s2c = withoutPath(Buffer.concat(proxy.s2c));
  writeFileSync(join(directory, "c2s.bin"), Buffer.concat(proxy.c2s));
  writeFileSync(join(directory, "s2c.bin.gz"), gzipSync(s2c, { level: 9 }));
  const recipe = {
    what,
    server: `Neo4j Enterprise ${VERSION}`,
    recordedAt: new Date().toISOString(),
    settings: SETTINGS,
    commands: [...commands],
    bytes: s2c.length,
    ...facts,
  };
  writeFileSync(join(directory, "recipe.json"), `${JSON.stringify(recipe, null, 2)}\n`);
  console.log(scenario, s2c.length, "bytes", JSON.stringify(facts));
}

const dialect = DIALECTS[1];
const full = encodeFullRequest(dialect, false);
const since = (tx: number): Buffer => encodeIncrementalRequest(dialect, BigInt(tx));
const SETTINGS = ["rotation=1M", "retention=1 files", "dense_node_threshold=4"];

async function record(): Promise<void> {
  send("load", "12", "4");
  await ask(full);
  const base = lastTx();
  keep("full-idle", "full backup of a small idle store", { lastTx: base });
  await ask(encodeIncrementalRequest(dialect, 2n ** 62n));
  keep("probe", "incremental after 2^62: an empty answer with the store id", { lastTx: base });
  await ask(since(base));
  keep("incremental-nothing-new", "incremental after the last transaction", { lastTx: base });
  await ask(since(base - 1));
  keep("incremental-overlap", "incremental after the last but one transaction", { lastTx: base });

  send("dense", "6");
  send("tokens", "2");
  send("big", "300", "200");
  send("graphproperty", "1");
  send("legacyall");
  send("index", "Person", "name");
  send("constraint", "Account", "seq");
  send("dropindex", "Person");
  send("update", "20", "5");
  send("delete", "3", "1");
  await ask(since(base - 1));
  keep("incremental-every-command", "incremental with commands of all 17 types, one overlap", {
    asked: base - 1,
    lastTx: lastTx(),
  });

  for (let attempt = 1; ; attempt++) {
    send("background", "load", "60", "1", "2");
    await ask(full);
    send("join");
    const { transactions } = walkAnswer(payloadOf(Buffer.concat(proxy.s2c)), "full");
    if (transactions.length > 0) {
      keep("full-under-load", "full backup while transactions commit", {
        firstTx: transactions[0]?.id,
        lastTx: transactions.at(-1)?.id,
      });
      break;
    }
    if (attempt === 20) throw new Error("no transaction fell into any of 20 full backups");
  }

  for (let i = 0; i < 3; i++) {
    send("big", "700000", "700000");
    send("rotate");
    send("checkpoint");
  }
  await ask(since(2));
  keep("failure-pruned", "incremental after a transaction whose log was pruned");
  await ask(encodeIncrementalRequest(DIALECTS[2], 2n));
  keep("failure-application-version", "request of application version 2");
  const internal = Buffer.from(since(2));
  internal[4] = 3 << 2;
  await ask(internal);
  keep("failure-internal-version", "request of internal version 3");
  await ask(encodeFrame(1, Buffer.concat([Buffer.from([9]), since(2).subarray(7)])));
  keep("failure-unknown-request", "request of type 9");
  await ask(encodeFrame(1, since(2).subarray(6, 16)));
  keep("failure-short-request", "request cut behind 10 bytes");
}

lab("start", "golden", VERSION, store, String(serverPort), ...SETTINGS);
try {
  await proxy.listen();
  await record();
} finally {
  proxy.close();
  lab("stop", "golden");
  rmSync(scratch, { recursive: true, force: true });
}
