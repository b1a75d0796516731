import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DIALECTS } from "../protocol/dialects.ts";
import { NEOSTORE, NEOSTORE_RECORD, neostoreRecord } from "../store/neostore.ts";
import { packVersion } from "../store/store-id.ts";
import { STORE_VERSIONS } from "../store/store-versions.ts";
import { ServedDirectory } from "./served-directory.ts";
import { Scratch } from "./testing/served-sample.ts";

let scratch: Scratch;
beforeAll(async () => {
  scratch = await Scratch.make();
});
afterAll(() => scratch.end());

/** The sample, whose metadata says that it is of another version. */
async function sampleOf(version: string): Promise<string> {
  const directory = await scratch.sample(version);
  const path = join(directory, NEOSTORE);
  const bytes = await readFile(path);
  const put = (record: number, value: bigint): void =>
    neostoreRecord.write(bytes, record * neostoreRecord.size, { inUse: 1, value });
  for (let i = 13; i < (STORE_VERSIONS[version]?.neostoreRecords ?? 0); i++) put(i, 0n);
  put(NEOSTORE_RECORD.storeVersion, packVersion(version));
  await writeFile(path, bytes);
  return directory;
}

it.each([
  ["v0.A.8", { nodes: 15, relationships: 34, groups: 25, properties: 41 }],
  ["vE.H.3", { nodes: 16, relationships: 32, groups: 32, properties: 48 }],
] as const)("tells the sizes that records of %s have", async (version, wanted) => {
  const served = await ServedDirectory.open(await sampleOf(version));
  const files = await served.files(true, DIALECTS[2]);
  const sizeOf = (path: string) => files.find((file) => file.path === path)?.recordBytes;
  expect({
    nodes: sizeOf("neostore.nodestore.db"),
    relationships: sizeOf("neostore.relationshipstore.db"),
    groups: sizeOf("neostore.relationshipgroupstore.db"),
    properties: sizeOf("neostore.propertystore.db"),
  }).toEqual(wanted);
  expect(sizeOf("neostore.labeltokenstore.db")).toBe(5);
  expect(sizeOf(NEOSTORE)).toBe(9);
  expect(await served.files(true, DIALECTS[1])).not.toContainEqual(
    expect.objectContaining({ recordBytes: expect.anything() }),
  );
});
