/** A flipped bit anywhere in base or log never gets a green verdict. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { manifestOf, OnlineBackup, verify } from "../../src/index.ts";
import { Scratch } from "../../src/serve/testing/served-sample.ts";
import { nightlySeed, randomFrom } from "../live/seed.ts";

const PLACES = 500;

let scratch: Scratch;
let directory: string;
/** Every file of the backup, the current log version in neostore included. */
let files: { path: string; bytes: number }[];

beforeAll(async () => {
  scratch = await Scratch.make();
  let revealed = 225;
  const server = await scratch.serve(await scratch.sample("source"), { reveal: () => revealed });
  directory = scratch.path("backup");
  const backup = OnlineBackup.from("127.0.0.1", server.port);
  await backup.full(directory);
  revealed = 231;
  await backup.incremental(directory);
  const manifest = await manifestOf(directory);
  if (!manifest) throw new Error("there is no manifest");
  files = [
    ...manifest.files,
    ...manifest.logFiles.map(({ name, bytes }) => ({ path: name, bytes })),
  ].filter(({ bytes }) => bytes > 0);
  expect((await verify(directory)).ok).toBe(true);
});
afterAll(() => scratch?.end());

test(`${PLACES} places, a file as likely as another`, async () => {
  const random = randomFrom(nightlySeed());
  const below = (n: number): number => Math.floor(random() * n);
  for (let i = 0; i < PLACES; i++) {
    const { path, bytes } = files[below(files.length)] as (typeof files)[number];
    const at = below(bytes);
    const bit = below(8);
    const whole = await readFile(join(directory, path));
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << bit), at);
    await writeFile(join(directory, path), flipped);
    const verdict = await verify(directory);
    const place = `bit ${bit} of byte ${at} of ${path}`;
    expect(verdict.ok, place).toBe(false);
    expect(
      verdict.findings.some(({ file, range }) => file === path && (!range || range[1] > at)),
      `${place}: ${JSON.stringify(verdict.findings)}`,
    ).toBe(true);
    await writeFile(join(directory, path), whole);
  }
  expect((await verify(directory)).ok).toBe(true);
});
