import type { BackupKind } from "neo4j-backup";
import type { RunPhase } from "../runs/index.ts";

/**
 * Up to when a successful run has everything: the server decides which transactions it sends when it begins to
 * send them, not when the run ends. Where that moment was not seen, the run's start is the time that is certain.
 */
export function protectedSince(kind: BackupKind, phases: RunPhase[], startedAt: Date): Date {
  const began = (phase: string): Date | undefined =>
    phases.findLast((one) => one.phase === phase)?.startedAt;
  const seen =
    kind === "full"
      ? (began("receiving-transactions") ?? began("receiving-files"))
      : (began("comparing-overlap") ?? began("receiving-transactions"));
  return seen ?? startedAt;
}
