import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkStore } from "../check/index.ts";
import { readSample } from "../serve/sample.ts";
import { NEOSTORE_RECORD, neostoreRecord } from "../store/neostore.ts";
import { packVersion } from "../store/store-id.ts";
import { STORE_VERSIONS } from "../store/store-versions.ts";
import { storeFormat } from "./store-format.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "holdfast-format-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Whether the check begins with a store of this version. */
async function isLookedAt(version: string): Promise<boolean> {
  const bytes = Buffer.alloc(8192);
  (await readSample()).get("neostore")?.copy(bytes);
  for (let i = 13; i < (STORE_VERSIONS[version]?.neostoreRecords ?? 0); i++)
    neostoreRecord.write(bytes, i * neostoreRecord.size, { inUse: 1, value: 0n });
  const at = NEOSTORE_RECORD.storeVersion * neostoreRecord.size;
  neostoreRecord.write(bytes, at, { inUse: 1, value: packVersion(version) });
  const directory = await mkdtemp(join(root, "store-"));
  await writeFile(join(directory, "neostore"), bytes);
  return await checkStore({ directory, threads: 1 }).then(
    () => true,
    (error: { code?: string }) => error.code !== "unsupported-store-version",
  );
}

describe("what a store version means", () => {
  it.each(Object.keys(STORE_VERSIONS))(
    "%s can be checked when the check takes it",
    async (version) => {
      expect(storeFormat(version)).toMatchObject({
        isSupported: true,
        canBeChecked: await isLookedAt(version),
      });
    },
  );

  it("names the line, by the dialect where two lines write the same format", () => {
    expect(storeFormat("v0.A.8", 2)).toMatchObject({
      neo4j: "Neo4j 3.2 or 3.3",
      isHighLimit: false,
      dialect: { number: 2, spokenBy: "Neo4j 3.1 to 3.5" },
    });
    expect(storeFormat("v0.A.7").neo4j).toBe("Neo4j 3.0 or 3.1");
    expect(storeFormat("v0.A.7", 2).neo4j).toBe("Neo4j 3.1");
    expect(storeFormat("v0.A.7").dialect).toBeUndefined();
  });

  it("says of a high-limit format that it is one, and of which lines cannot be rolled forward", () => {
    expect(storeFormat("vE.H.3", 2)).toMatchObject({
      isHighLimit: true,
      canBeRolledForward: false,
    });
    expect(storeFormat("v0.A.8").canBeRolledForward).toBe(false);
    expect(storeFormat("v0.A.6").canBeRolledForward).toBe(true);
  });

  it("claims nothing of a version without a row", () => {
    expect(storeFormat("v9.Z.9")).toEqual({
      version: "v9.Z.9",
      neo4j: "store version v9.Z.9",
      isHighLimit: false,
      isSupported: false,
      canBeChecked: false,
      canBeRolledForward: false,
    });
  });
});
