/** Headers of the tar format (POSIX ustar, with pax for what does not fit): written only. */

const BLOCK_BYTES = 512;
const MAX_USTAR_SIZE = 0o77777777777;

export interface TarEntry {
  /** With `/` between its parts. */
  path: string;
  bytes: number;
  /** Seconds since the epoch. */
  modifiedAt: number;
}

const octal = (value: number, width: number): string =>
  `${value.toString(8).padStart(width - 1, "0")}\0`;

function ustar(path: string, bytes: number, modifiedAt: number, type: "0" | "x"): Buffer {
  const b = Buffer.alloc(BLOCK_BYTES);
  b.write(path, 0, 100, "utf8");
  b.write(octal(0o644, 8), 100, "latin1");
  b.write(octal(0, 8), 108, "latin1");
  b.write(octal(0, 8), 116, "latin1");
  b.write(octal(bytes, 12), 124, "latin1");
  b.write(octal(modifiedAt, 12), 136, "latin1");
  b.write("        ", 148, "latin1");
  b.write(type, 156, "latin1");
  b.write("ustar\x0000", 257, "latin1");
  let sum = 0;
  for (const byte of b) sum += byte;
  b.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return b;
}

/** `length key=value\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (String(length).length + rest !== length) length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`, "utf8");
}

/** Zeros that fill the last block behind `bytes` of content. */
export const tarPadding = (bytes: number): Buffer =>
  Buffer.alloc((BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES);

/** The two zero blocks that end an archive. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * BLOCK_BYTES);

/** What goes before a file's content. */
export function tarHeader({ path, bytes, modifiedAt }: TarEntry): Buffer {
  const long = Buffer.byteLength(path) > 100 || /[^\x20-\x7e]/.test(path);
  const big = bytes > MAX_USTAR_SIZE;
  const head = ustar(
    long ? path.slice(-80).replace(/[^\x20-\x7e]/g, "_") : path,
    big ? 0 : bytes,
    modifiedAt,
    "0",
  );
  if (!long && !big) return head;
  const records = Buffer.concat([
    ...(long ? [paxRecord("path", path)] : []),
    ...(big ? [paxRecord("size", String(bytes))] : []),
  ]);
  return Buffer.concat([
    ustar("pax", records.length, modifiedAt, "x"),
    records,
    tarPadding(records.length),
    head,
  ]);
}
