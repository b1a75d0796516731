/** Answers of servers that mean harm, each with the code that it must end in. */
import type net from "node:net";
import type { ErrorCode } from "../../src/index.ts";
import {
  checkPoint,
  neostoreWith,
  REAL_START,
  transaction,
  transactions,
} from "../golden/entries.ts";
import { framesOf, golden, payloadOf } from "../golden/goldens.ts";
import { walkAnswer } from "../golden/walk-answer.ts";
import type { Answer } from "./replay-server.ts";

export interface Attack {
  name: string;
  kind: "full" | "incremental";
  answer: () => Answer;
  /** Answer to the question that opens a run; the golden one when not given. */
  probe?: () => Buffer;
  code: ErrorCode;
  /** The server leaves the connection open behind its answer. */
  staysOpen?: true;
}

const idle = payloadOf(golden("full-idle").s2c);
const incremental = payloadOf(golden("incremental-every-command").s2c);
const storeId = payloadOf(golden("probe").s2c);
const walked = walkAnswer(idle, "full");
const { transactionsAt, transactions: sent } = walkAnswer(incremental, "incremental");
const files = idle.subarray(0, walked.storeIdAt - 2);
const MEGABYTE = 1 << 20;

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const u32 = (value: number): Buffer => {
  const b = Buffer.alloc(4);
  b.writeUInt32BE(value);
  return b;
};
const nameOf = (name: string): Buffer =>
  Buffer.concat([u16(name.length), Buffer.from(name, "utf16le").swap16()]);
const small = (name: string): Buffer =>
  Buffer.concat([nameOf(name), Buffer.from([1, 4]), Buffer.from("evil")]);
const framed = (...parts: Buffer[]): Buffer => framesOf(Buffer.concat(parts), () => 4 * MEGABYTE);
/** A full answer with other files in front of the golden ones. */
const withFiles = (...extra: Buffer[]): Buffer => framed(...extra, idle);
/** A frame that promises more. */
const more = (message: Buffer, failure = false): Buffer => {
  const frame = framesOf(message, () => 4 * MEGABYTE, { failure });
  frame[4] = failure ? 0x0b : 0x09;
  return frame;
};

/** Sends the same bytes again and again, as fast as they are taken, then hangs up. */
const endless =
  (head: Buffer, again: Buffer, megabytes: number): Answer =>
  (socket: net.Socket) => {
    let left = Math.ceil((megabytes * MEGABYTE) / again.length);
    socket.write(head);
    const send = (): void => {
      while (left > 0 && !socket.destroyed) {
        left--;
        if (!socket.write(again)) return void socket.once("drain", send);
      }
      socket.end();
    };
    send();
  };
/** Sends a little, again and again, for as long as the connection lives. */
const trickle =
  (head: Buffer, drop: Buffer, everyMillis: number): Answer =>
  (socket: net.Socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write(drop), everyMillis);
    socket.on("close", () => clearInterval(timer));
  };

/** Sends bytes one by one. */
const slowly =
  (bytes: Buffer, everyMillis: number): Answer =>
  (socket: net.Socket) => {
    let at = 0;
    const timer = setInterval(() => {
      if (at < bytes.length) socket.write(bytes.subarray(at, ++at));
    }, everyMillis);
    socket.on("close", () => clearInterval(timer));
  };

const fulls = (code: ErrorCode, cases: Record<string, () => Answer>): Attack[] =>
  Object.entries(cases).map(([name, answer]) => ({ name, kind: "full", answer, code }));
const incrementals = (code: ErrorCode, cases: Record<string, () => Answer>): Attack[] =>
  Object.entries(cases).map(([name, answer]) => ({ name, kind: "incremental", answer, code }));
const named = (code: ErrorCode, names: readonly string[]): Attack[] =>
  names.map((name) => ({
    name: `a file named ${JSON.stringify(name.slice(0, 40))}`,
    kind: "full",
    answer: () => withFiles(small(name)),
    code,
  }));

/** The golden full answer with another neostore. */
function withNeostore(neostore: Buffer, stream: Buffer = Buffer.alloc(0)): Buffer {
  const old = walked.files.find((f) => f.path === "neostore");
  if (!old) throw new Error("the golden has no neostore");
  const blocks: Buffer[] = [];
  let at = 0;
  for (; neostore.length - at > 255; at += 255)
    blocks.push(Buffer.from([0]), neostore.subarray(at, at + 255));
  blocks.push(Buffer.from([neostore.length - at]), neostore.subarray(at));
  return framed(
    idle.subarray(0, old.flagAt + 1),
    ...blocks,
    idle.subarray(old.end, walked.transactionsAt),
    stream,
  );
}
const goldenNeostore = walked.files.find((f) => f.path === "neostore")?.bytes ?? Buffer.alloc(0);
function neostore(record: number, value: bigint): Buffer {
  const b = Buffer.from(goldenNeostore);
  b.writeBigInt64BE(value, record * 9 + 1);
  return b;
}

const stream = (...parts: Buffer[]): Buffer => framed(storeId, ...parts);
/** What the backup has as its last transaction, as the server sends it. */
const overlap = incremental.subarray(transactionsAt, transactionsAt + (sent[0]?.to ?? 0) - 16);
const last = sent[0]?.id ?? 0;
const otherStore = (): Buffer => {
  const b = Buffer.from(storeId);
  b.writeBigInt64BE(12345n, 8);
  return b;
};
const command = (type: number, ...body: Buffer[]): Buffer =>
  stream(overlap, REAL_START, Buffer.from([0xfb, 3, type]), ...body);
const dynamic = (length: number): Buffer =>
  Buffer.concat([u32(1), Buffer.alloc(12), Buffer.from([1]), u32(length), Buffer.alloc(8, 255)]);
const deep = `${"x".repeat(250)}/`.repeat(15);

export const ATTACKS: readonly Attack[] = [
  ...named("unsafe-file-name", [
    "..",
    "../evil",
    "../../../../evil",
    "schema/../../evil",
    "/evil",
    "/etc/evil",
    "\\evil",
    "..\\evil",
    "schema\\..\\..\\evil",
    "C:\\evil",
    "c:evil",
    "evil\0",
    "e\u001b[31mvil",
    "\ud800evil",
    "x".repeat(256),
    "x".repeat(4096),
    "x".repeat(30_000),
    "a/".repeat(40),
  ]),
  ...named("unexpected-answer", [
    ".holdfast-lock",
    ".holdfast-staging/neostore",
    ".holdfast-publish.json",
    ".HOLDFAST-incoming",
    "holdfast.manifest.json",
    "holdfast.manifest.json/evil",
    "neostore.id",
    "store_lock",
    "neostore.transaction.db.9",
    "neostore.transaction.db.09",
    "neostore.transaction.db.9/evil",
    "schema/neostore.transaction.db.9",
    "NEOSTORE.TRANSACTION.DB.9",
    "neostore/evil",
    "neostore",
  ]),
  ...fulls("unexpected-answer", {
    "a file and then one below it": () => withFiles(small("a"), small("a/b")),
    "a file and then one where its directory is": () => withFiles(small("a/b"), small("a")),
    "one file under two separators": () => withFiles(small("a/b"), small("a\\b")),
  }),
  ...fulls("limit-exceeded", {
    "names without end": () =>
      endless(
        Buffer.alloc(0),
        Buffer.concat(
          Array.from({ length: 2400 }, (_, i) =>
            more(Buffer.concat([nameOf(`${deep}${i}`), Buffer.from([0])])),
          ),
        ),
        18,
      ),
    "a failure message without end": () =>
      endless(more(files), more(Buffer.alloc(MEGABYTE), true), 300),
    "a failure message of small frames": () =>
      endless(more(files), more(Buffer.alloc(2000), true), 300),
  }),
  ...fulls("bad-frame", {
    "empty frames without end": () => endless(more(files), more(Buffer.alloc(0)), 50),
    "a frame of 2 GB": () => Buffer.from("7fffffff0801", "hex"),
    "a frame of 4 GB": () => Buffer.from("ffffffff0801", "hex"),
    "a frame of no bytes": () => Buffer.from("000000000801", "hex"),
    "a whole answer and more": () => Buffer.concat([framed(idle), framed(idle)]),
    "files in place of transactions": () => framed(idle, files),
    "no end of files": () => framed(files),
    "another dialect in the middle": () =>
      Buffer.concat([more(files), framesOf(idle, () => MEGABYTE, { applicationVersion: 2 })]),
  }),
  ...fulls("closed-early", {
    "file data without end": () =>
      endless(
        more(Buffer.concat([nameOf("big"), Buffer.from([1])])),
        more(Buffer.alloc(256 * 4000)),
        200,
      ),
    "file data of one byte a frame": () =>
      endless(
        more(Buffer.concat([nameOf("big"), Buffer.from([1])])),
        Buffer.concat(Array.from({ length: 4096 }, () => more(Buffer.from([0])))),
        8,
      ),
    "a frame longer than what comes": () =>
      Buffer.concat([Buffer.from("003fffff0801", "hex"), idle.subarray(0, 9000)]),
  }),
  {
    name: "a frame longer than what comes, and silence",
    kind: "full",
    answer: () => Buffer.concat([Buffer.from("003fffff0801", "hex"), idle.subarray(0, 9000)]),
    code: "read-timeout",
    staysOpen: true,
  },
  ...fulls("read-timeout", {
    "a trickle of empty frames": () => trickle(more(files), more(Buffer.alloc(0)), 20),
    "a trickle of failure bytes": () => trickle(more(files), more(Buffer.from("x"), true), 20),
    "a frame's head, byte by byte": () => slowly(more(Buffer.from("x")).subarray(0, 6), 150),
  }),
  ...fulls("unsafe-file-name", {
    "a name of 65535 characters": () => framed(u16(65535), Buffer.alloc(200_000, 0x61)),
  }),
  ...fulls("server-failure", {
    "a Java object without end, not marked as failure": () =>
      endless(more(Buffer.from("aced0005", "hex")), more(Buffer.alloc(MEGABYTE)), 100),
  }),
  ...fulls("unexpected-answer", {
    "no neostore": () => framed(small("a"), idle.subarray(walked.storeIdAt - 2)),
    "an empty neostore": () => withNeostore(Buffer.from([0])),
    "a short neostore": () => withNeostore(goldenNeostore.subarray(0, 60)),
    "a neostore of another store": () => withNeostore(neostore(1, 77n)),
    "a neostore without log version": () => withNeostore(neostore(2, -1n)),
    "a neostore with a log version of 2^62": () => withNeostore(neostore(2, 2n ** 62n)),
    "a neostore with a log version of 2^50": () => withNeostore(neostore(2, 2n ** 50n)),
    "a neostore far behind the stream": () =>
      withNeostore(neostore(3, 10n), transactions(last + 1, last + 3)),
    "a neostore far ahead of the stream": () =>
      withNeostore(neostore(3, BigInt(last + 40)), transactions(last + 1, last + 3)),
    "a neostore with a last transaction of 2^60": () => withNeostore(neostore(3, 2n ** 60n)),
    "transactions with a gap": () =>
      framed(idle, transactions(last + 1, last + 2), transactions(last + 4, last + 5)),
    "a transaction that comes twice": () =>
      framed(idle, transaction(last + 1), transaction(last + 1)),
    "a store id that is not neostore's": () => {
      const b = Buffer.from(idle);
      b.writeBigInt64BE(99n, walked.storeIdAt + 8);
      return framed(b);
    },
    "response type 0": () => {
      const b = Buffer.from(idle);
      b[walked.storeIdAt + 40] = 0;
      return framed(b);
    },
  }),
  {
    name: "another store than at first, and a neostore that agrees",
    kind: "full",
    answer: () => framed(idle),
    probe: () => framed(otherStore()),
    code: "unexpected-answer",
  },
  ...fulls("unsupported-store-version", {
    "a neostore of a version that is not supported": () =>
      withNeostore(neostoreWith({ storeVersion: 0x33_2e_41_2e_30_76_06n })),
  }),
  ...fulls("unexpected-answer", {
    "a neostore of another version than the server's": () =>
      withNeostore(neostoreWith({ storeVersion: 0x37_2e_41_2e_30_76_06n })),
  }),
  ...fulls("bad-frame", {
    "a check point in the stream": () => framed(idle, checkPoint(0, 16)),
    "zeros in the stream": () => framed(idle, Buffer.alloc(64)),
    "a transaction with id 0": () => framed(idle, transaction(0)),
    "a transaction with a negative id": () => framed(idle, transaction(-55)),
    "a transaction id of 2^60": () => framed(idle, transaction(2n ** 60n)),
    "half a transaction": () => framed(idle, transaction(last + 1).subarray(0, 60)),
  }),

  {
    name: "another store",
    kind: "incremental",
    answer: () => stream(),
    probe: () => framed(otherStore()),
    code: "different-store",
  },
  {
    name: "a store that was upgraded in place",
    kind: "incremental",
    answer: () => stream(),
    probe: () => {
      const b = Buffer.from(storeId);
      b.writeBigInt64BE(0x37_2e_41_2e_30_76_06n, 16);
      return framed(b);
    },
    code: "different-store-version",
  },
  ...incrementals("unexpected-answer", {
    "another store than at first": () => framed(otherStore(), incremental.subarray(transactionsAt)),
    "transactions from another place": () => stream(transactions(last + 5, last + 6)),
    "a gap behind the overlap": () => stream(overlap, transaction(last + 2)),
    "the overlap twice": () => stream(overlap, overlap),
    "a gap further on": () => stream(overlap, transaction(last + 1), transaction(last + 3)),
  }),
  ...incrementals("server-behind", { "nothing at all": () => stream() }),
  ...incrementals("diverged", {
    "another transaction under our last id": () => stream(transaction(last), transaction(last + 1)),
    "our last transaction with one byte changed": () => {
      const b = Buffer.from(overlap);
      b[9] = (b[9] ?? 0) ^ 1;
      return stream(b);
    },
  }),
  ...incrementals("bad-frame", {
    "an additional header of 2 GB": () =>
      stream(overlap, REAL_START.subarray(0, 26), u32(0x7fffffff)),
    "a negative additional header": () =>
      stream(overlap, REAL_START.subarray(0, 26), u32(0xffffffff)),
    "a dynamic record of 2 GB": () => command(7, dynamic(0x7fffffff)),
    "a dynamic record of -1 bytes": () => command(7, dynamic(0xffffffff)),
    "a count of -1": () => command(7, u32(0xffffffff)),
    "127 property blocks": () => command(2, Buffer.alloc(33), Buffer.from([127])),
    "a property block of 255 bytes": () => command(2, Buffer.alloc(33), Buffer.from([1, 255])),
    "an unknown command": () => command(18),
    "an unknown entry version": () => stream(overlap, Buffer.from([0x20, 1])),
    "a check point": () => stream(overlap, checkPoint(1, 16)),
    "zeros behind the last transaction": () =>
      stream(overlap, transaction(last + 1), Buffer.alloc(9)),
    "a legacy text that is longer than the answer": () =>
      command(11, Buffer.from([6 << 2, 0, 0, 1, 0, 1]), u32(1), Buffer.from([255, 255, 255])),
    "a count of 2^31 - 1 that is not kept": () =>
      command(7, u32(0x7fffffff), Buffer.alloc(13 * 50)),
  }),
  ...incrementals("closed-early", {
    "many transactions, the last one cut": () => {
      const all = stream(overlap, transactions(last + 1, last + 20_000));
      return all.subarray(0, all.length - 30);
    },
    "a command without end": () =>
      endless(
        more(
          Buffer.concat([storeId, overlap, REAL_START, Buffer.from([0xfb, 3, 7]), u32(0x7fffffff)]),
        ),
        more(Buffer.alloc(13 * 80_000)),
        120,
      ),
  }),
];
