import type { Outlier } from "./mass-change.ts";

const count = (value: number): string => Math.round(value).toLocaleString("en-US");
const percent = (value: number): string =>
  value >= 10 ? String(Math.round(value)) : value.toFixed(1);

export interface MassFinding {
  firstTx: number;
  lastTx: number;
  /** Nodes or relationships, where their share is what counts. */
  share: {
    what: "nodes" | "relationships";
    deleted: number;
    before: number;
    percent: number;
  } | null;
  outlier: Outlier | null;
  /** The number before is only known at most. */
  isEstimate: boolean;
}

const DEEDS = { deleted: "deleted", created: "created", changed: "changed" } as const;

/** One sentence with the transaction and the figures. */
export function massSentence({ firstTx, lastTx, share, outlier, isEstimate }: MassFinding): string {
  const which =
    firstTx === lastTx ? `transaction ${firstTx}` : `transactions ${firstTx} to ${lastTx}`;
  if (share)
    return `${which} deleted ${count(share.deleted)} of ${isEstimate ? "at most" : "about"} ${count(share.before)} ${share.what} (${percent(share.percent)} %)`;
  if (!outlier) throw new Error("a mass change has a share or an outlier");
  const time = new Date(outlier.minute.at).toISOString().slice(11, 16);
  const what = outlier.metric === "changed" ? "entities and properties were" : "entities were";
  return `from transaction ${firstTx} on, ${count(outlier.value)} ${what} ${DEEDS[outlier.metric]} in the minute of ${time} UTC; ${count(outlier.median)} are usual (${count(outlier.sigmas)} sigma off)`;
}
