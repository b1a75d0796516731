import { BackupError } from "neo4j-backup";
import { damageSet, type SetDto } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { ConsoleFailure } from "./failures.ts";

/** A set that turns out to be damaged or gone is not continued again. */
export async function noteDamage(ctx: Context, set: SetDto, thrown: unknown): Promise<void> {
  if (thrown instanceof BackupError && thrown.code === "damaged-backup")
    await damageSet(ctx, set.id, {
      code: thrown.code,
      message: thrown.message,
      ...(thrown.file ? { file: thrown.file } : {}),
      ...(thrown.range ? { range: thrown.range } : {}),
    });
  if (thrown instanceof ConsoleFailure && thrown.code === "set-missing")
    await damageSet(ctx, set.id, { code: "missing-file", message: thrown.message });
}
