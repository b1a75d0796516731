/** A restore as one `.tar.gz` stream: nothing is written here. */
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { constants, createGzip } from "node:zlib";
import { putI64 } from "../bytes/integers.ts";
import { tarEnd, tarHeader, tarPadding } from "../bytes/tar.ts";
import { BackupError } from "../catalogue/errors.ts";
import type { RestorePlan } from "../catalogue/restore.ts";
import { LOG_VERSION_BYTES, NEOSTORE } from "../store/neostore.ts";
import { readPieces } from "./durable.ts";
import { mayGrow } from "./manifest.ts";
import { type PreparedRestore, prepareRestore, type RestorePlanOptions } from "./restore-plan.ts";

export interface RestoreArchiveOptions
  extends Omit<RestorePlanOptions, "target" | "indexDirectory"> {
  /** Directory name inside the archive. Default `graph.db`. */
  name?: string;
}

export interface RestoreArchive {
  plan: RestorePlan;
  /** Gzipped tar. It is destroyed with the error when a file is not what was written: a broken archive. */
  stream: Readable;
}

/**
 * @param directory a backup directory, or a set of the console; only read
 * @throws BackupError as planRestore; the stream's errors are BackupErrors too
 */
export async function restoreArchive(
  directory: string,
  options: RestoreArchiveOptions = {},
): Promise<RestoreArchive> {
  const prepared = await prepareRestore(directory, options);
  const pieces = Readable.from(
    archive(prepared.plan.directory, options.name ?? "graph.db", prepared, options.signal),
    {
      objectMode: false,
      highWaterMark: 1024 * 1024,
    },
  );
  const gzip = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: 256 * 1024 });
  pieces.on("error", (error) => gzip.destroy(error));
  gzip.on("close", () => pieces.destroy());
  return { plan: prepared.plan, stream: pieces.pipe(gzip) };
}

async function* archive(
  from: string,
  name: string,
  { state, logs, logVersion }: PreparedRestore,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  const modifiedAt = Math.floor(Date.now() / 1000);
  const files = [
    ...state.manifest.files.map((f) => ({ ...f, cutAt: f.bytes, upTo: undefined })),
    ...logs.map(({ log, cutAt }) => ({
      path: log.name,
      sha256: log.sha256,
      cutAt,
      ...(mayGrow(log) ? { upTo: log.bytes } : {}),
    })),
  ];
  for (const { path, sha256, cutAt, upTo } of files) {
    const { size } = await stat(join(from, path));
    const bytes = Math.min(size, cutAt);
    yield tarHeader({ path: `${name}/${path}`, bytes, modifiedAt });
    const hash = createHash("sha256");
    let at = 0;
    for await (const piece of readPieces(join(from, path), 0, upTo, signal)) {
      const copy = Buffer.from(piece);
      if (path === NEOSTORE && at === 0) {
        const { from: start, length } = LOG_VERSION_BYTES;
        copy.fill(0, start, start + length);
        hash.update(copy);
        putI64(copy, start, logVersion);
      } else hash.update(copy);
      const take = Math.max(0, Math.min(copy.length, bytes - at));
      at += copy.length;
      if (take > 0) yield copy.subarray(0, take);
    }
    if (!state.unproven.includes(path) && hash.digest("hex") !== sha256)
      throw new BackupError("damaged-backup", {
        detail: `${path} is not what was written (SHA-256 differs)`,
        file: path,
      });
    if (at < bytes)
      throw new BackupError("io-failure", { detail: `${path} became shorter while it was read` });
    yield tarPadding(bytes);
  }
  yield tarEnd();
}
