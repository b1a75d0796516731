import type { Prisma } from "../db/index.ts";
import { type PendingPolicy, policyInput, type RetentionPolicy } from "./schema.ts";

/** The columns that hold rules, of a database and of a template alike. */
export interface PolicyColumns {
  keepSets: number | null;
  windowDays: number | null;
  minimumGoodSets: number;
  gfs: Prisma.JsonValue;
  goesAfterCheck: boolean;
}

/** The rules that columns hold. */
export const policyOf = ({
  keepSets,
  windowDays,
  minimumGoodSets,
  gfs,
  goesAfterCheck,
}: PolicyColumns): RetentionPolicy =>
  policyInput.parse({ keepSets, windowDays, minimumGoodSets, gfs, goesAfterCheck });

/** Rules as columns; `none` stands for no value in a JSON column. */
export const columnsOf = (policy: RetentionPolicy, none: typeof Prisma.DbNull) => ({
  keepSets: policy.keepSets,
  windowDays: policy.windowDays,
  minimumGoodSets: policy.minimumGoodSets,
  gfs: policy.gfs ? { ...policy.gfs } : none,
  goesAfterCheck: policy.goesAfterCheck,
});

/** What the pending column of a database holds. */
export interface StoredPending {
  policy: RetentionPolicy;
  template: PendingPolicy["template"];
}
