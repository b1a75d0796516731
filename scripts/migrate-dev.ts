// npm run db:migrate -- NAME: writes the next migration from the change of schema.prisma; without a name, shows it.
import fs from "node:fs";
import path from "node:path";
import { isEmptyMigration, migrateDiff } from "./migrate.ts";
import { ensureDatabase, startThrowawayPg } from "./pg.ts";

const name = process.argv[2];
const server = await startThrowawayPg(7240);
try {
  await ensureDatabase(server, "dev");
  const sql = await migrateDiff(server.url("dev"));
  if (isEmptyMigration(sql)) console.log("the migrations match the schema");
  else if (!name) {
    console.log(sql);
    process.exitCode = 2;
  } else {
    const time = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
    const directory = path.join("prisma/migrations", `${time}_${name}`);
    fs.mkdirSync(directory, { recursive: true });
    fs.writeFileSync(path.join(directory, "migration.sql"), sql);
    console.log("wrote", directory);
  }
} finally {
  await server.stop();
}
