/** The question every incremental pull asks, and the proof that server and backup still agree. */
import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import type { StoreIdentity } from "../catalogue/outcomes.ts";
import type { BackupClient } from "../protocol/client.ts";
import { describeStore, sameStore } from "../store/store-id.ts";
import { neo4jOf } from "../store/store-versions.ts";
import type { BackupState } from "./backup-state.ts";
import { io, readPieces } from "./durable.ts";
import { firstDifference } from "./file-hash.ts";
import { hashFile } from "./manifest.ts";
import { INCOMING } from "./target.ts";
import type { Tracker } from "./tracker.ts";
import { type Overlap, type TxSink, TxWriter } from "./tx-writer.ts";

/** @throws BackupError different-store, different-store-version */
export function assertSameStore(client: BackupClient, state: BackupState): void {
  const ours = state.manifest.store;
  const { store } = client;
  if (!sameStore(ours, store))
    throw new BackupError("different-store", {
      detail: `the backup is of store ${describeStore(ours)}, the server has ${describeStore(store)}`,
    });
  if (ours.storeVersion !== store.storeVersion)
    throw new BackupError("different-store-version", {
      detail: `the backup has ${ours.storeVersion} (${neo4jOf(ours.storeVersion)}), the server has ${store.storeVersion} (${neo4jOf(store.storeVersion)})`,
    });
}

export interface Asking<S extends TxSink> {
  tracker: Tracker;
  /** Makes what the new transactions are written to, once the first one arrives. */
  open: () => Promise<S>;
  /** Whether the server has to show the last transaction we have. Default true. */
  compares?: boolean;
}

/**
 * Asks from one before the last transaction we have, so that the server has to show it.
 * @throws BackupError server-behind, diverged, transactions-missing, damaged-backup, and others
 */
export async function ask<S extends TxSink>(
  client: BackupClient,
  directory: string,
  state: BackupState,
  { tracker, open, compares = true }: Asking<S>,
): Promise<TxWriter<S>> {
  const { lastTx } = state;
  const withOverlap = compares && lastTx >= 2;
  tracker.phase("comparing-overlap");
  const writer = (compare: boolean) =>
    new TxWriter<S>({
      tracker,
      expectedFirst: compare ? lastTx : lastTx + 1,
      onOverlap: compare
        ? async (overlap) => {
            await compareOverlap(directory, state, overlap);
            tracker.note(
              `the server's transaction ${lastTx} is the one we have, ${overlap.bytes} bytes`,
            );
          }
        : undefined,
      open,
    });
  const sameAgain = async (store: StoreIdentity): Promise<void> => {
    if (!sameStore(store, client.store))
      throw new BackupError("unexpected-answer", {
        detail: `the server was store ${describeStore(client.store)}, now it says ${describeStore(store)}`,
      });
  };
  const attempt = async (compare: boolean): Promise<TxWriter<S>> => {
    const txs = writer(compare);
    try {
      await client.incremental(compare ? lastTx - 1 : lastTx, sameAgain, txs.write);
      txs.finish();
      if (compare && !txs.compared)
        throw new BackupError("server-behind", {
          detail: `the backup ends with transaction ${lastTx}, which the server does not have`,
        });
      return txs;
    } catch (error) {
      await txs.abandon();
      throw error;
    }
  };
  if (!withOverlap) return attempt(false);
  try {
    return await attempt(true);
  } catch (error) {
    if (!(error instanceof BackupError) || error.code !== "transactions-missing") throw error;
    tracker.note(
      `the server no longer has transaction ${lastTx}, asking for the ones after it`,
      "warning",
    );
  }
  // The failure may have come in the middle of the stream.
  await io(directory, () => rm(join(directory, INCOMING), { force: true }));
  Object.assign(tracker.progress, { transactions: 0, bytes: 0 });
  return attempt(false);
}

/** @throws BackupError diverged */
async function compareOverlap(
  directory: string,
  state: BackupState,
  { tx, bytes, sha256 }: Overlap,
): Promise<void> {
  const diverged = (what: string): BackupError =>
    new BackupError("diverged", { detail: `transaction ${tx.id} differs in ${what}` });
  if (tx.checksum !== state.lastTxChecksum) throw diverged("its checksum");
  if (
    state.lastCommitAt !== undefined &&
    state.lastTxPlace &&
    tx.committedAt !== state.lastCommitAt
  )
    throw diverged("its commit time");
  const place = state.lastTxPlace;
  if (!place) return;
  if (place.to - place.from !== bytes) throw diverged("its size");
  if (tx.unordered) return;
  const hash = createHash("sha256");
  for await (const piece of readPieces(join(directory, place.file), place.from, place.to))
    hash.update(piece);
  if (hash.digest("hex") === sha256) return;
  await assertWhole(directory, state, place.file);
  throw diverged("its content");
}

/** Before the server is blamed: is our own log file still what was written? */
async function assertWhole(directory: string, state: BackupState, name: string): Promise<void> {
  const written = state.manifest.logFiles.find((log) => log.name === name);
  const found = await hashFile(directory, name);
  if (written && found.sha256 !== written.sha256)
    throw new BackupError("damaged-backup", {
      detail: `${name} is not what was written (SHA-256 differs)`,
      file: name,
      range: firstDifference(written, found, found.bytes),
    });
}
