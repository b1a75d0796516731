import type { RestorePlan } from "neo4j-backup/catalogue";
import { z } from "zod";
import { type RestorePointDto, type RunError, restorePoint } from "../runs/schema.ts";

export type { RestorePlan };

export interface LostChanges {
  created: number;
  changed: number;
  deleted: number;
}

/** What a restore to a point leaves out: the transactions of the set after it. */
export interface RestoreLoss {
  transactions: number;
  firstAt: Date | null;
  lastAt: Date | null;
  nodes: LostChanges;
  relationships: LostChanges;
  properties: LostChanges;
}

export type PlanAnswer =
  | {
      ok: true;
      plan: RestorePlan;
      loss: RestoreLoss;
      /** A name below the restore root that is free. */
      defaultDirectory: string;
      /** Why `directory`, or else `defaultDirectory`, cannot be restored to; null when it can. */
      directoryProblem: string | null;
      /** The same restore on the command line. */
      command: string;
    }
  | { ok: false; error: RunError };

export interface RestoreRoot {
  directory: string;
  /** Null when it cannot be told. */
  freeBytes: number | null;
}

const setId = z.string().max(40);

/** A name and nothing else: no separators, no dots, so that it cannot lead out of the restore root. */
export const directoryName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/,
    "Use letters, digits, dashes and underscores, at most 100, beginning with a letter or digit",
  );
export const planInput = z.object({
  setId,
  to: restorePoint,
  directory: directoryName.optional(),
  replayed: z.boolean().optional(),
});
export type PlanInput = z.infer<typeof planInput>;
export const startRestoreInput = z.object({
  setId,
  to: restorePoint,
  directory: directoryName,
  replayed: z.boolean().optional(),
});
export const rollForwardInput = z.object({ setId });
/** Of a download, as the address says it. Neither a transaction nor a time means the newest. */
export const downloadInput = z
  .object({
    setId,
    transaction: z
      .string()
      .regex(/^\d{1,15}$/, "transaction is a transaction id")
      .optional(),
    time: z.iso
      .datetime({
        offset: true,
        error: "time is a time with its zone, such as 2026-11-24T03:00:00Z",
      })
      .optional(),
  })
  .refine(({ transaction, time }) => transaction === undefined || time === undefined, {
    error: "transaction and time exclude each other",
  })
  .transform(({ setId, transaction, time }): { setId: string; to: RestorePointDto } => ({
    setId,
    to:
      transaction !== undefined
        ? { transaction: Number(transaction) }
        : time !== undefined
          ? { time: new Date(time) }
          : { latest: true },
  }));
export type StartRestoreInput = z.infer<typeof startRestoreInput>;
