/** What a child process is asked to do, and what it tells. */
import type { BackupOptions } from "../../../src/index.ts";

export interface Plan {
  operation: "full" | "incremental" | "backup" | "follow";
  host: string;
  port: number;
  directory: string;
  timeoutMillis?: number;
  options?: Pick<BackupOptions, "verify" | "manifestPath" | "gatherForensics">;
  /** Of `follow`: it ends once this transaction is acknowledged. */
  follow?: { everyMillis: number; rollBytes: number; untilTx: number };
  /** Where to die by SIGKILL; undefined: run to the end. */
  killAt?: KillMoment;
}

export type KillMoment =
  /** Before the file-system step of this number is made, or when half of what it writes was written. */
  | { step: number; half?: boolean }
  /** When this phase begins. */
  | { phase: string }
  /** When this many bytes have arrived. */
  | { bytes: number };

export interface ChildAnswer {
  outcome?: Record<string, unknown>;
  error?: { code: string; message: string; safe?: string };
  /** Every file-system step that changed something: its name and what it touched. */
  steps: string[];
  phases: string[];
  /** Transactions that a follower said are protected. */
  acknowledged?: number[];
  maxRssBytes: number;
  elapsedMillis: number;
}
