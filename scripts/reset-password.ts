// npm run reset-password -- EMAIL [--two-factor] [--enable]: lets somebody in again who has lost the password, from the
// server itself. Prints a link that sets a new password, once and within an hour.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { readSettings } from "./settings.ts";

const USAGE =
  "npm run reset-password -- EMAIL [--two-factor] [--enable] [--address https://backup.example.com]";

try {
  await main();
} catch (thrown) {
  console.error((thrown as Error).message);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      "two-factor": { type: "boolean", default: false },
      enable: { type: "boolean", default: false },
      address: { type: "string" },
    },
  });
  const [email] = positionals;
  if (!email || positionals.length > 1) throw new Error(`usage: ${USAGE}`);
  const settings = readSettings();
  process.env.DATABASE_URL ??= embeddedUrl(settings.dataDirectory);
  process.env.HOLDFAST_LOG ??= "silent";
  const { recoverAccount } = await import("../server/people/index.ts");
  const { systemContext } = await import("../server/context.ts");
  const ctx = systemContext();
  try {
    const recovered = await recoverAccount(ctx, {
      email,
      twoFactor: values["two-factor"],
      enable: values.enable,
    });
    const base = (values.address ?? process.env.HOLDFAST_URL ?? "").replace(/\/$/, "");
    console.log(`A new password for ${recovered.name} (${recovered.email}, ${recovered.role}):`);
    console.log(`  ${base || "http://<where the console is>"}${recovered.link.path}`);
    console.log(`The link works once, until ${recovered.link.expiresAt.toISOString()}.`);
    for (const note of recovered.notes) console.log(note);
  } finally {
    await ctx.db.$disconnect();
  }
}

/** Where the embedded PostgreSQL of a data directory listens while Holdfast runs. */
function embeddedUrl(dataDirectory: string): string {
  const pid = path.join(dataDirectory, "pg/postmaster.pid");
  if (!fs.existsSync(pid))
    throw new Error(
      `no Holdfast runs with its data in ${dataDirectory}: start it, set HOLDFAST_DATA to where its data is, or DATABASE_URL`,
    );
  const port = fs.readFileSync(pid, "utf8").split("\n")[3];
  const password = fs.readFileSync(path.join(dataDirectory, "pg-password"), "utf8").trim();
  return `postgresql://app:${password}@127.0.0.1:${port}/holdfast`;
}
