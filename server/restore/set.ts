import type { RestorePoint } from "neo4j-backup/catalogue";
import { type SetDto, setById } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { databaseById } from "../databases/index.ts";
import { found, Refusal } from "../refusal.ts";
import type { RestorePointDto } from "../runs/index.ts";

export interface RestorableSet {
  set: SetDto;
  slug: string;
}

/** A set that holds something to restore. A damaged one may: what is damaged is found when it is copied. */
export async function restorableSet(ctx: Context, setId: string): Promise<RestorableSet> {
  const set = found(await setById(ctx, setId), "the backup set");
  if (set.state === "building" || set.state === "failed")
    throw new Refusal("conflict", "the set holds no complete backup to restore");
  const { slug } = found(await databaseById(ctx, set.databaseId), "the database");
  return { set, slug };
}

export const enginePoint = (to: RestorePointDto): RestorePoint =>
  "time" in to ? { time: to.time.getTime() } : to;
