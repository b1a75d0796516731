/** The point-in-time cut of the design, made by hand: base, log files up to N, the last one cut behind N. */
import { cp, open, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { logVersions, scanLogFile } from "../../src/backup/log-chain.ts";
import { logName } from "../../src/log/log-header.ts";
import { LOG_VERSION_BYTES, NEOSTORE } from "../../src/store/neostore.ts";

/** Copies `backup` to `target` as it was after transaction `tx`, which a log file holds. */
export async function cutAt(backup: string, target: string, tx: number): Promise<void> {
  await cp(backup, target, { recursive: true });
  let current: number | undefined;
  for (const version of await logVersions(target)) {
    const name = logName(version);
    if (current !== undefined) {
      await rm(join(target, name));
      continue;
    }
    let end: number | undefined;
    await scanLogFile(target, name, {
      onTransaction: ({ id, to }) => {
        if (id === tx) end = to;
      },
    });
    if (end === undefined) continue;
    await truncate(join(target, name), end);
    current = version;
  }
  if (current === undefined) throw new Error(`no log file holds transaction ${tx}`);
  const bytes = Buffer.alloc(LOG_VERSION_BYTES.length);
  bytes.writeBigInt64BE(BigInt(current));
  const handle = await open(join(target, NEOSTORE), "r+");
  await handle.write(bytes, 0, bytes.length, LOG_VERSION_BYTES.from);
  await handle.close();
}
