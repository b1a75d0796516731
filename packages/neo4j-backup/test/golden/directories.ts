/** Backup directories put together by hand, and ones that the engine made of golden answers. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { OnlineBackup } from "../../src/index.ts";
import { type AnswerOf, ReplayServer } from "../hostile/replay-server.ts";
import { checkPoint, logHeader, neostoreWith, transactions } from "./entries.ts";
import { golden } from "./goldens.ts";

export function writeTree(directory: string, files: Record<string, Buffer | string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
}

export const logPath = (version: number): string => `neostore.transaction.db.${version}`;

/** A log file: header, then entries. `at` makes a check point entry in front of a transaction id. */
export function logFile(
  version: number,
  first: number,
  last: number,
  checkPointTo?: [number, number],
) {
  return Buffer.concat([
    logHeader(version, first - 1),
    transactions(first, last),
    ...(checkPointTo ? [checkPoint(...checkPointTo)] : []),
  ]);
}

/**
 * A base that ends with transaction 10 in log file 3, as a full backup leaves it, and the log files
 * 4 and 5 with the transactions 11 to 13 and 14 to 16.
 */
export function handMade(): Record<string, Buffer> {
  return {
    neostore: neostoreWith({ logVersion: 5, lastTx: 8 }),
    "neostore.nodestore.db": Buffer.alloc(90, 3),
    "schema/label/lucene/segments_1": Buffer.from("lucene"),
    [logPath(3)]: logFile(3, 9, 10, [3, 16]),
    [logPath(4)]: logFile(4, 11, 13),
    [logPath(5)]: logFile(5, 14, 16),
  };
}

const lastOf = (scenario: string): number => golden(scenario).recipe.lastTx ?? 0;
/** Last transaction of the golden server's full backup, and of the incremental after it. */
export const BASE_END = lastOf("full-idle");
export const LAST = lastOf("incremental-every-command");

/** The golden server: a full up to BASE_END, and an incremental up to LAST for who asks for it. */
export const goldenAnswers: AnswerOf = (r) => {
  const bytes = (name: string): Buffer => golden(name).s2c;
  if (r.isProbe) return bytes("probe");
  if (r.kind === "full") return bytes("full-idle");
  return bytes(
    r.lastTx === BigInt(BASE_END - 1) ? "incremental-every-command" : "incremental-nothing-new",
  );
};

/** A server of golden answers, and a client of it. */
export async function goldenServer(answerOf: AnswerOf = goldenAnswers) {
  const server = await ReplayServer.listen(answerOf);
  server.closesAfterAnswer = false;
  const backup = OnlineBackup.from("127.0.0.1", server.port).withTimeout(2000);
  return { server, backup };
}
