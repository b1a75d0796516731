import type { Context } from "../context.ts";
import { databaseById } from "../databases/index.ts";
import { found, Refusal } from "../refusal.ts";
import { readRetention } from "./retention-setting.ts";
import type { SaveLogSettings } from "./schema.ts";

/**
 * Notes what the server's configuration says of its logs. Changes nothing at the server.
 * @throws Refusal `invalid` with what is wrong with the setting.
 */
export async function saveLogSettings(ctx: Context, input: SaveLogSettings): Promise<void> {
  const { id, logRetention, logRotationBytes } = input;
  const text = logRetention === "" ? null : logRetention;
  const read = text === null ? null : readRetention(text);
  if (read && !read.ok) throw new Refusal("invalid", read.reason);
  found(await databaseById(ctx, id), "the database");
  await ctx.db.database.update({
    where: { id },
    data: {
      logRetention: text,
      logRotationBytes: logRotationBytes === null ? null : BigInt(logRotationBytes),
    },
  });
}
