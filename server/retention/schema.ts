import { z } from "zod";
import type { SetDto } from "../backup-sets/schema.ts";

export const policyInput = z.object({
  keepSets: z.number().int().min(1).max(10_000).nullable(),
  windowDays: z.number().int().min(1).max(36_500).nullable(),
  minimumGoodSets: z.number().int().min(1).max(10_000),
});

/** Both rules null: everything is kept. With both, a set stays if either keeps it. */
export interface RetentionPolicy {
  /** Keep the last N good sets. */
  keepSets: number | null;
  /** Be able to go back to any time in the last D days. */
  windowDays: number | null;
  /** Never fewer good sets than this, at least 1. */
  minimumGoodSets: number;
}

export interface RetentionPreviewSet {
  set: SetDto;
  keep: boolean;
  /** Why it stays or goes, as sentences. */
  reasons: string[];
  /** When it would go if nothing else happened; null when it would never. */
  expiresAt: Date | null;
  freesBytes: number;
}

export interface RetentionPreview {
  sentence: string;
  sets: RetentionPreviewSet[];
  expiresNow: number;
  freesBytesNow: number;
}

export const retentionOfInput = z.object({ databaseId: z.uuid() });
export const policyOfInput = z.object({ databaseId: z.uuid(), policy: policyInput });
