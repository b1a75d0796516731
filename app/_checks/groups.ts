import type { CheckFinding } from "../_trpc/types.ts";

/** The findings of one kind. */
export interface FindingGroup {
  kind: string;
  /** "Node label unknown". */
  title: string;
  /** All that were found. */
  total: number;
  /** Those that were kept, in the order of files and records. */
  findings: CheckFinding[];
}

/** Findings by kind, the most frequent kind first. */
export function groupsOf(
  totals: Record<string, number>,
  findings: readonly CheckFinding[],
): FindingGroup[] {
  const kinds = new Set([...Object.keys(totals), ...findings.map((finding) => finding.kind)]);
  return [...kinds]
    .map((kind) => {
      const kept = findings.filter((finding) => finding.kind === kind);
      return {
        kind,
        title: titleOf(kind),
        total: Math.max(totals[kind] ?? 0, kept.length),
        findings: kept,
      };
    })
    .filter((group) => group.total > 0)
    .sort((a, b) => b.total - a.total || a.kind.localeCompare(b.kind));
}

const titleOf = (kind: string): string => {
  const words = kind.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
