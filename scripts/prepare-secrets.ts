import { createDb } from "../server/db/client.ts";
import { ensureMasterKey, type SecretsState } from "../server/secrets/index.ts";

/** Makes the master key, once in the life of an installation. @returns how secrets stand */
export async function prepareSecrets(url: string, dataDirectory: string): Promise<SecretsState> {
  process.env.HOLDFAST_DATA = dataDirectory;
  const db = createDb(url);
  try {
    return await ensureMasterKey({ db });
  } finally {
    await db.$disconnect();
  }
}
