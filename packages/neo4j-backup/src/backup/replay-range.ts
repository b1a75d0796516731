/** Which part of a backup's logs a replay reads: where Neo4j's own recovery begins, up to a transaction. */
import { BackupError } from "../catalogue/errors.ts";
import { FIRST_ENTRY_OFFSET } from "../log/log-header.ts";
import type { WalkedTransaction } from "../log/log-walker.ts";
import type { Neostore } from "../store/neostore.ts";
import { type ChainLink, type LogChain, readChain, scanLogFile } from "./log-chain.ts";
import { manifestOf } from "./manifest.ts";

/** Bytes of one log file, all in whole transactions. */
export interface ReplayPiece {
  name: string;
  version: number;
  from: number;
  to: number;
}

export interface ReplayRange {
  pieces: ReplayPiece[];
  logBytes: number;
  /** The state of the store behind them: their last transaction, else the base's. */
  lastTx: number;
  /** That transaction, when the logs hold it. */
  last: PlacedTransaction | undefined;
  /** The first transaction that is a state of its own: the base holds parts of all before it. */
  baseEndTx: number;
  /** The last log file and where it ends, when later transactions are left out. */
  keep: { version: number; to: number } | undefined;
}

export type PlacedTransaction = WalkedTransaction & { version: number };

export interface RangeOptions {
  manifestPath?: string | undefined;
  toTransaction?: number | undefined;
  signal?: AbortSignal | undefined;
}

const damaged = (detail: string, file?: string): BackupError =>
  new BackupError("damaged-backup", { detail, ...(file ? { file } : {}) });

/** @throws BackupError damaged-backup, bad-log, not-a-restore-point, cancelled */
export async function replayRange(
  directory: string,
  neostore: Neostore,
  options: RangeOptions,
): Promise<ReplayRange> {
  const { hasCheckPoints } = neostore.row;
  const { signal } = options;
  const chain = await readChain(directory, neostore.logVersion, { signal, hasCheckPoints });
  for (const link of chain.links) assertReadable(link, link === chain.links.at(-1));
  const baseEndTx = await baseEnd(directory, chain, neostore, options.manifestPath);
  const { toTransaction } = options;
  const last =
    toTransaction === undefined
      ? chain.last && place(chain.last.link.scan.lastTx, chain.last.link.version)
      : await find(directory, chain, baseEndTx, toTransaction, options.signal);
  const pieces = piecesOf(chain).flatMap((piece) => cut(piece, last));
  return {
    pieces,
    logBytes: pieces.reduce((sum, { from, to }) => sum + to - from, 0),
    lastTx: toTransaction ?? last?.id ?? neostore.lastTx,
    last,
    baseEndTx,
    keep: toTransaction === undefined ? undefined : keepOf(chain, last),
  };
}

function keepOf(chain: LogChain, last: PlacedTransaction | undefined): ReplayRange["keep"] {
  if (last) return { version: last.version, to: last.to };
  const next = chain.links.find(({ scan }) => scan.firstTx !== undefined);
  return next?.scan.firstTx && { version: next.version, to: next.scan.firstTx.from };
}

const place = (
  transaction: WalkedTransaction | undefined,
  version: number,
): PlacedTransaction | undefined => transaction && { ...transaction, version };

function assertReadable({ name, scan }: ChainLink, isNewest: boolean): void {
  if (scan.tail === "clean" || (isNewest && scan.tail !== "garbage")) return;
  throw damaged(
    `${name} holds no valid entry at offset ${scan.badAt ?? scan.goodEnd}${scan.badDetail ? ` (${scan.badDetail})` : ""}`,
    name,
  );
}

/** Parts of everything up to this transaction may be in the files of the base. */
async function baseEnd(
  directory: string,
  chain: LogChain,
  neostore: Neostore,
  manifestPath: string | undefined,
): Promise<number> {
  const manifest = await manifestOf(directory, manifestPath);
  const known = chain.hasCheckPoint ? chain.beforeCheckPoint : undefined;
  // Without check points nothing else tells what of the log the stores hold parts of.
  const checked = neostore.row.hasCheckPoints || manifest ? known : chain.last?.id;
  return Math.max(manifest?.baseEndTx ?? checked ?? neostore.lastTx, checked ?? 1);
}

async function find(
  directory: string,
  chain: LogChain,
  baseEndTx: number,
  id: number,
  signal: AbortSignal | undefined,
): Promise<PlacedTransaction | undefined> {
  const lastTx = Math.max(chain.last?.id ?? baseEndTx, baseEndTx);
  if (!Number.isSafeInteger(id) || id < baseEndTx || id > lastTx)
    throw new BackupError("not-a-restore-point", {
      detail: `expected a transaction from ${baseEndTx} to ${lastTx}, found ${id}`,
    });
  const link = chain.links.find(
    ({ scan }) => scan.firstTx && scan.lastTx && scan.firstTx.id <= id && id <= scan.lastTx.id,
  );
  if (!link) return undefined;
  let found: WalkedTransaction | undefined;
  await scanLogFile(
    directory,
    link.name,
    {
      onTransaction: (transaction) => {
        if (transaction.id === id) found = transaction;
      },
    },
    undefined,
    signal,
  );
  return place(found, link.version);
}

/** From where recovery begins on, through every file that follows. */
function piecesOf({ links, replayFrom, hasCheckPoint }: LogChain): ReplayPiece[] {
  if (!replayFrom) return [];
  if (!links.some(({ version }) => version === replayFrom.version))
    throw damaged(
      hasCheckPoint
        ? `the newest check point names log file ${replayFrom.version}, which is missing`
        : "no log file holds a check point, so recovery has no place to begin",
    );
  return links
    .filter(({ version }) => version >= replayFrom.version)
    .map(({ name, version, scan }) => ({
      name,
      version,
      from: Math.max(
        FIRST_ENTRY_OFFSET,
        replayFrom.version === version ? replayFrom.offset : FIRST_ENTRY_OFFSET,
      ),
      to: scan.goodEnd,
    }));
}

/** What of a piece lies before the end of a transaction. */
function cut(piece: ReplayPiece, last: PlacedTransaction | undefined): ReplayPiece[] {
  if (!last || piece.version > last.version) return [];
  const to = piece.version === last.version ? Math.min(piece.to, last.to) : piece.to;
  return to > piece.from ? [{ ...piece, to }] : [];
}
