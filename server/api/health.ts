import { db } from "../db/index.ts";
import { log, messageOf } from "../log.ts";

/** Whether the console can do its work: it can when Postgres answers. */
export async function health(): Promise<{ ok: boolean; database: string }> {
  try {
    await db().$queryRaw`SELECT 1`;
    return { ok: true, database: "answers" };
  } catch (thrown) {
    log.warn("health", { message: messageOf(thrown) }); // not in the answer: anybody may ask
    return { ok: false, database: "does not answer" };
  }
}
