import type { Context } from "../context.ts";
import { enqueue } from "../db/index.ts";
import { Refusal } from "../refusal.ts";
import { addDatabase } from "./add.ts";
import { demoDatabase } from "./queries.ts";
import type { DatabaseRow } from "./schema.ts";

/** Adds the demo database, or gives the one that is there, and has a worker serve its source. */
export async function addDemo(ctx: Context, port: number): Promise<DatabaseRow> {
  const row = (await demoDatabase(ctx)) ?? (await addUnderFreeName(ctx, port));
  await enqueue(ctx.db, "serve-demo", {}, "serve-demo");
  return row;
}

async function addUnderFreeName(ctx: Context, port: number): Promise<DatabaseRow> {
  const address = { host: "127.0.0.1", port, timeoutSeconds: 40 };
  for (const name of ["Demo", "Holdfast demo", `Demo ${ctx.clock.now().toISOString()}`]) {
    try {
      return await addDatabase(ctx, { name, ...address, isDemo: true });
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
    }
  }
  throw new Refusal("conflict", "no name is free for the demo database");
}
