import { Refusal } from "../refusal.ts";

export type UnreadableBecause = "missing" | "other-key" | "damaged";

const SENTENCES: Record<UnreadableBecause, string> = {
  missing:
    "secrets cannot be read: the master key is not on this machine. Enter the recovery key in Settings > Security; everything that needs no secret goes on working",
  "other-key":
    "secrets cannot be read: they were sealed with another master key than the one on this machine. Enter the recovery key in Settings > Security",
  damaged:
    "a secret cannot be read: what is stored is damaged. Enter the secret again, or the recovery key in Settings > Security when the key file itself is damaged",
};

/** A sealed secret cannot be opened, or nothing can be sealed; the message says what to do. */
export class SecretUnreadable extends Refusal {
  readonly because: UnreadableBecause;
  /** For the log; never holds a secret. */
  readonly detail: string | null;

  constructor(because: UnreadableBecause, detail: string | null = null) {
    super("conflict", SENTENCES[because]);
    this.name = "SecretUnreadable";
    this.because = because;
    this.detail = detail;
  }
}
