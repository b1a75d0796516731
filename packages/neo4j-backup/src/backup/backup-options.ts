/** What a backup can be asked for. */
import type { StoreName } from "../store/store-id.ts";
import type { ConsistencyOptions } from "./add-consistency.ts";
import type { RunOptions } from "./tracker.ts";

export interface BackupOptions extends RunOptions, ConsistencyOptions {
  /** Read everything back before it is published. Default true. */
  verify?: boolean;
  /** Size of the previous full backup, bytes: makes an estimate of the remaining time possible. */
  expectedBytes?: number;
  /** A server with any other store is refused before it sends anything: `different-store`. */
  onlyStore?: StoreName;
  /** Also fetch the server's own transaction logs, into `forensics/`. */
  gatherForensics?: boolean;
}
