// What an install and a build were made from, as a hash of contents: times of files say little after a clone.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const BUILT_FROM = [
  "app",
  "server",
  "packages/neo4j-backup/src",
  "public",
  "prisma/schema.prisma",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
];

/** @returns the hash of the lock file, which decides what `npm ci` installs. */
export function installHash(root) {
  return hashOf(root, ["package-lock.json"]);
}

/** @returns the hash of everything that `next build` reads, but the tests beside it and what is generated. */
export function buildHash(root) {
  const files = BUILT_FROM.flatMap((entry) => filesUnder(root, entry)).filter(
    (file) =>
      !/\.test\.tsx?$/.test(file) && !file.startsWith(path.join("server", "db", "generated")),
  );
  return hashOf(root, files);
}

function filesUnder(root, entry) {
  const full = path.join(root, entry);
  if (!fs.existsSync(full)) return [];
  if (!fs.statSync(full).isDirectory()) return [entry];
  return fs
    .readdirSync(full)
    .sort()
    .flatMap((name) => filesUnder(root, path.join(entry, name)));
}

function hashOf(root, files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\0`).update(fs.readFileSync(path.join(root, file)));
  return hash.digest("hex");
}
