import type { Context } from "../context.ts";
import { env } from "../env.ts";
import { Refusal } from "../refusal.ts";
import { SecretUnreadable } from "./errors.ts";
import { createKeyFile, fingerprintOf, readMasterKey, replaceKeyFile } from "./master-key.ts";
import { readRecoveryKey, recoveryKeyOf } from "./recovery-key.ts";
import type { SecretsState } from "./schema.ts";

const ONLY = { id: 1 };

type WithDb = Pick<Context, "db">;

/**
 * Makes the master key when there never was one. Once Postgres knows of a key, a missing one is never replaced by a new
 * one: what was sealed would be lost without a word.
 */
export async function ensureMasterKey(ctx: WithDb): Promise<SecretsState> {
  const known = await ctx.db.masterKey.findUnique({ where: ONLY });
  if (known) return await secretsState(ctx);
  try {
    const key = readMasterKey() ?? createKeyFile();
    await ctx.db.masterKey.createMany({
      data: [{ ...ONLY, fingerprint: fingerprintOf(key) }],
      skipDuplicates: true,
    });
  } catch (thrown) {
    if (!(thrown instanceof SecretUnreadable)) throw thrown;
  }
  return await secretsState(ctx);
}

/** Whether secrets can be read, and when not, why. */
export async function secretsState(ctx: WithDb): Promise<SecretsState> {
  const known = await ctx.db.masterKey.findUnique({ where: ONLY });
  const where = env.masterKey === undefined ? "file" : "environment";
  const facts = { where, fingerprint: known?.fingerprint ?? null } as const;
  try {
    const key = readMasterKey();
    if (!key) return { ...facts, state: "missing" };
    const isSame = !known || known.fingerprint === fingerprintOf(key);
    return { ...facts, state: isSame ? "readable" : "other-key" };
  } catch (thrown) {
    if (thrown instanceof SecretUnreadable) return { ...facts, state: "damaged" };
    throw thrown;
  }
}

/**
 * The master key in a form that a person can keep.
 * @throws SecretUnreadable when there is none, or not the one that secrets were sealed with
 */
export async function recoveryKey(ctx: WithDb): Promise<string> {
  const { state } = await ensureMasterKey(ctx);
  if (state !== "readable") throw new SecretUnreadable(state);
  const key = readMasterKey();
  if (!key) throw new SecretUnreadable("missing");
  return recoveryKeyOf(key);
}

/**
 * Puts the master key back that a recovery key stands for.
 * @throws Refusal `invalid` when it is mistyped or of another installation, `conflict` when the environment holds the key
 */
export async function restoreMasterKey(ctx: WithDb, text: string): Promise<SecretsState> {
  const typed = readRecoveryKey(text);
  if (!typed.ok) throw new Refusal("invalid", typed.reason);
  if (env.masterKey !== undefined)
    throw new Refusal(
      "conflict",
      "the master key comes from HOLDFAST_MASTER_KEY: set it there and start Holdfast again",
    );
  const known = await ctx.db.masterKey.findUnique({ where: ONLY });
  const fingerprint = fingerprintOf(typed.key);
  if (known && known.fingerprint !== fingerprint)
    throw new Refusal(
      "invalid",
      "this is the recovery key of another installation: nothing here was sealed with it",
    );
  const current = await secretsState(ctx);
  if (current.state !== "readable") replaceKeyFile(typed.key);
  if (!known)
    await ctx.db.masterKey.createMany({ data: [{ ...ONLY, fingerprint }], skipDuplicates: true });
  return await secretsState(ctx);
}
