import { z } from "zod";

export interface SecretsState {
  state: "readable" | "missing" | "other-key" | "damaged";
  /** Where the master key is looked for. */
  where: "file" | "environment";
  /** Of the key that secrets were sealed with; null before the first. */
  fingerprint: string | null;
}

const LONGEST_KEY = 400;
const LONGEST_PASSWORD = 1_000;

export const restoreKeyInput = z.object({
  recoveryKey: z.string().trim().min(1, "Enter the recovery key").max(LONGEST_KEY),
});
export const showKeyInput = z.object({
  password: z.string().min(1, "Enter your password").max(LONGEST_PASSWORD),
});
