// npm run restore-key: takes the recovery key and puts the master key back, on a new machine or after a loss.
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline/promises";
import { createDb } from "../server/db/client.ts";
import { restoreMasterKey } from "../server/secrets/index.ts";
import { readSettings } from "./settings.ts";

async function ask(): Promise<string> {
  if (!process.stdin.isTTY) return fs.readFileSync(0, "utf8").trim();
  const prompt = readline.createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question("Recovery key (14 groups of four): ");
  prompt.close();
  return answer;
}

/** Where the Postgres of this installation answers: DATABASE_URL, or the embedded one while Holdfast runs. */
function databaseUrl(dataDirectory: string): string {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  try {
    const [, , , port] = fs
      .readFileSync(path.join(dataDirectory, "pg/postmaster.pid"), "utf8")
      .split("\n");
    const password = fs.readFileSync(path.join(dataDirectory, "pg-password"), "utf8");
    return `postgresql://app:${password}@127.0.0.1:${port}/holdfast`;
  } catch {
    throw new Error("Holdfast does not run here: start it with `npm start`, then try again");
  }
}

try {
  const { dataDirectory } = readSettings();
  process.env.HOLDFAST_DATA = dataDirectory;
  const db = createDb(databaseUrl(dataDirectory));
  try {
    const { state } = await restoreMasterKey({ db }, await ask());
    console.log(
      state === "readable" ? "Secrets can be read again." : `Secrets are still ${state}.`,
    );
  } finally {
    await db.$disconnect();
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
