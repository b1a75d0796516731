// Checks that imports go the way rooms.json says. Tests are free: they may look into any room.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const table = JSON.parse(fs.readFileSync(path.join(root, "rooms.json"), "utf8"));
const CHECKED = ["packages/neo4j-backup/src", "server", "app"];
const IMPORT = /^\s*(import|export)\s+(type\s+)?([^;"']*?\bfrom\s+)?["']([^"']+)["']/gm;
const DYNAMIC = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

/** Rooms with the longest path first, so that `app/api/` wins over `app/`. */
const rooms = Object.entries(table.rooms)
  .map(([name, room]) => ({ name, ...room }))
  .sort((a, b) => b.path.length - a.path.length);
const roomOf = (file) =>
  rooms.find((room) => (room.path.endsWith("/") ? file.startsWith(room.path) : file === room.path));

const problems = [];
let count = 0;
for (const file of CHECKED.flatMap(sources)) {
  const room = roomOf(file);
  if (!room) problems.push(`${file}: belongs to no room`);
  else for (const one of importsOf(file)) check(file, room, one);
  if (room?.name !== "testing") checkWords(file);
}
for (const problem of problems) console.error(problem);
console.log(`rooms: ${count} imports checked, ${problems.length} against the table`);
process.exit(problems.length > 0 ? 1 : 0);

function sources(directory) {
  const full = path.join(root, directory);
  if (!fs.existsSync(full)) return [];
  return fs.readdirSync(full, { withFileTypes: true }).flatMap((entry) => {
    const name = `${directory}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "generated" ? [] : sources(name);
    return /\.(ts|tsx|mjs)$/.test(name) && !/\.test\.tsx?$/.test(name) ? [name] : [];
  });
}

function importsOf(file) {
  const text = fs.readFileSync(path.join(root, file), "utf8");
  const found = [];
  for (const [, , type, clause, target] of text.matchAll(IMPORT))
    found.push({ target, isType: Boolean(type) || onlyTypes(clause) });
  for (const [, target] of text.matchAll(DYNAMIC)) found.push({ target, isType: false });
  return found;
}

/** Whether every name of `{ type A, type B } from` is a type. */
function onlyTypes(clause) {
  const names = clause?.match(/^\{([\s\S]*)\}/)?.[1];
  if (!names) return false;
  const list = names.split(",").map((name) => name.trim());
  return list.filter(Boolean).every((name) => name.startsWith("type "));
}

/** The file of the project that an import names, or undefined for packages and Node's own modules. */
function fileOf(file, target) {
  if (target.startsWith(".")) return path.posix.join(path.posix.dirname(file), target);
  for (const [alias, replacement] of Object.entries(table.aliases)) {
    if (target === alias) return replacement;
    if (alias.endsWith("/") && target.startsWith(alias))
      return replacement + target.slice(alias.length);
  }
  return undefined;
}

function check(file, room, { target, isType }) {
  count++;
  const imported = fileOf(file, target);
  const problem = imported ? ofRoom(room, imported, isType) : ofPackage(file, room, target);
  if (problem && !table.exceptions.includes(`${file} -> ${target}`))
    problems.push(`${file}: ${problem} (${target})`);
}

function ofRoom(room, imported, isType) {
  const other = roomOf(imported);
  if (!other || other === room || room.may.includes("*")) return undefined;
  if (isType && room.typesFrom?.some((pattern) => matches(pattern, imported))) return undefined;
  if (!room.may.includes(other.name)) return `${room.name} may not import ${other.name}`;
  if (other.face && !/\/(index|schema)\.ts$/.test(imported))
    return `${other.name} is reached through its index.ts or schema.ts only`;
  return undefined;
}

function matches(pattern, file) {
  const [before, after] = pattern.split("*");
  if (after === undefined) return pattern === file;
  if (!file.startsWith(before) || !file.endsWith(after)) return false;
  return !file.slice(before.length, file.length - after.length).includes("/");
}

/** Some things have one place: the environment and the time are asked for there, and passed on. */
function checkWords(file) {
  const text = fs.readFileSync(path.join(root, file), "utf8");
  for (const [word, { under, owners }] of Object.entries(table.ownedWords))
    if (file.startsWith(under) && !owners.includes(file) && text.includes(word))
      problems.push(`${file}: ${word} belongs into ${owners.join(", ")}`);
}

function ofPackage(file, room, target) {
  if (target.startsWith("node:")) {
    if (room.builtins === false) return `${room.name} is to run in a browser`;
    const owners = table.ownedBuiltins[target];
    const isOwner = owners?.some(
      (owner) => file === owner || (owner.endsWith("/") && file.startsWith(owner)),
    );
    return owners && !isOwner
      ? `only ${owners.join(", ") || "nobody"} may use ${target}`
      : undefined;
  }
  const name = target
    .split("/")
    .slice(0, target.startsWith("@") ? 2 : 1)
    .join("/");
  if (room.packages && !room.packages.includes(name)) return `${room.name} uses no packages`;
  for (const [where, banned] of Object.entries(table.bannedPackages))
    if (file.startsWith(where) && banned.includes(name)) return `${name} is not for ${where}`;
  return undefined;
}
