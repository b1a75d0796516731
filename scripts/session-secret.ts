import { randomBytes, randomInt } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import pg from "pg";

const SECRET_BYTES = 32;
/** Without letters and digits that are taken for others. */
const LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
const CODE_LETTERS = 16;
const GROUP = 4;

/**
 * What cookies of sessions are signed with: made once, readable by its owner only. Who loses it signs everybody out, and
 * second factors must be set up anew.
 */
export function sessionSecret(
  dataDirectory: string,
  env: Record<string, string | undefined> = process.env,
): string {
  if (env.HOLDFAST_SESSION_SECRET) return env.HOLDFAST_SESSION_SECRET;
  const file = path.join(dataDirectory, "session-secret");
  try {
    fs.writeFileSync(file, randomBytes(SECRET_BYTES).toString("base64url"), {
      flag: "wx",
      mode: 0o600,
    });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
  }
  return fs.readFileSync(file, "utf8").trim();
}

/** Whether nobody has an account yet. */
export async function hasNobody(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM "User" LIMIT 1');
    return rowCount === 0;
  } finally {
    await client.end();
  }
}

/** A code that only who reads the log has: 79 bits. */
export const newSetUpCode = (): string =>
  Array.from({ length: CODE_LETTERS }, (_, at) => {
    const letter = LETTERS[randomInt(LETTERS.length)] ?? "";
    return at > 0 && at % GROUP === 0 ? `-${letter}` : letter;
  }).join("");
