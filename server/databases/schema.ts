import type { ServerAddress } from "neo4j-backup/catalogue";
import { z } from "zod";

export type { ServerAddress } from "neo4j-backup/catalogue";

export interface StoreDto {
  creationTime: Date;
  /** 64 bits, signed, as a decimal string. */
  randomId: string;
  storeVersion: string;
}

export const VERIFY_WHEN = ["after-full", "after-each", "off"] as const;

/** When a database's backups are checked for consistency. */
export interface VerifyPolicy {
  /** As part of the backup run. */
  when: (typeof VERIFY_WHEN)[number];
  /** And by itself, once the newest verdict is this old. */
  everyDays: number | null;
}

/** A database as its row says it; `overview` adds what its sets and runs say. */
export interface DatabaseRow {
  id: string;
  slug: string;
  name: string;
  host: string;
  port: number;
  /** Where else it is reached, in the order in which they are tried after host and port. */
  moreAddresses: ServerAddress[];
  timeoutSeconds: number;
  isDemo: boolean;
  storageDirectory: string;
  createdAt: Date;
  store: StoreDto | null;
  dialect: 1 | 2 | null;
  verifyPolicy: VerifyPolicy;
}

/** Of one database. */
export const MOST_ADDRESSES = 16;

const serverAddress = z.object({
  host: z.string().trim().min(1, "Enter a host name or address").max(253),
  port: z.number().int().min(1).max(65_535),
});
export const addressInput = serverAddress.extend({
  timeoutSeconds: z.number().int().min(1).max(86_400),
});
export const addInput = addressInput.extend({
  name: z.string().trim().min(1, "Enter a name").max(80),
  /** Members of the same cluster; without it, a new database has none and one that is edited keeps them. */
  moreAddresses: z
    .array(serverAddress)
    .max(MOST_ADDRESSES - 1, `A database has at most ${MOST_ADDRESSES} addresses`)
    .optional(),
});
export type AddInput = z.infer<typeof addInput>;
export const verifyPolicyInput = z.object({
  when: z.enum(VERIFY_WHEN),
  everyDays: z.number().int().min(1).max(3_650).nullable(),
});
export const editInput = addInput.extend({
  id: z.uuid(),
  verifyPolicy: verifyPolicyInput.optional(),
});
export type EditInput = z.infer<typeof editInput>;
export const removeInput = z.object({
  id: z.uuid(),
  deleteBackups: z.boolean(),
  /** Must equal the name when `deleteBackups` is set. */
  confirm: z.string().optional(),
});
export type RemoveInput = z.infer<typeof removeInput>;
/** Where the backups stay, or null when they are being deleted. */
export interface RemoveAnswer {
  keptDirectory: string | null;
}
const MOST_TAGS = 20;
const TAG = /^[\p{L}\p{N}][\p{L}\p{N} ._:/-]*$/u;
/** A word or two to find a database by. */
export const tagInput = z
  .string()
  .trim()
  .toLowerCase()
  .min(1, "A tag has at least one letter")
  .max(32, "A tag has at most 32 letters")
  .regex(TAG, "A tag has letters, digits, spaces and . _ : / - and begins with a letter or digit");
export const saveTagsInput = z.object({
  id: z.uuid(),
  tags: z.array(tagInput).max(MOST_TAGS, "A database has at most 20 tags"),
});
export type SaveTags = z.infer<typeof saveTagsInput>;
export const saveTargetInput = z.object({
  id: z.uuid(),
  /** What may be lost at most; null for what follows from the schedule. */
  minutes: z
    .number()
    .int("Whole minutes")
    .min(1, "At least one minute")
    .max(527_040, "At most a year")
    .nullable(),
});
export type SaveTarget = z.infer<typeof saveTargetInput>;
export const databaseIdInput = z.object({ id: z.uuid() });
export const slugInput = z.object({ slug: z.string().max(100) });

export type TestAnswer =
  | {
      ok: true;
      store: StoreDto;
      dialect: 1 | 2;
      elapsedMillis: number;
      /** For example "Neo4j 2.3". */
      storeVersionFamily: string;
      /** Name of a database here that already backs up this store. */
      knownAs: string | null;
    }
  | {
      ok: false;
      error: {
        code: string;
        message: string;
        detail: string | null;
        safe: string;
        advice: string;
        retry: "never" | "later" | "full-instead";
        server: { className: string; message: string } | null;
      };
    };
