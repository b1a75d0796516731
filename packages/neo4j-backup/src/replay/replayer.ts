/** Applies committed transactions, entry by entry, to the record stores. Source: spec section 15. */
import { NO_ID } from "../bytes/layout.ts";
import { BackupError } from "../catalogue/errors.ts";
import type { Command, DynamicRecord, TokenCommand } from "../log/commands.ts";
import type { PlacedEntry } from "../log/entries.ts";
import type { RecordFormat } from "../store/record-formats.ts";
import { STORES, type StoreName } from "../store/records.ts";
import { decodeSchemaRule, isConstraint } from "../store/schema-rules.ts";
import type { TokenKind } from "../store/tokens.ts";
import { AfterImages, type RecordFiles, TOKENS_OF } from "./after-images.ts";
import { BeforeImages, type BrokenLaw } from "./before-images.ts";
import type { CountsDeltas } from "./counts-deltas.ts";

/** Told in full; the others are counted. */
const MAX_BROKEN_LAWS = 100;

export class Replayer {
  transactions = 0;
  commands = 0;
  /** Undefined while none has committed. */
  firstTx: number | undefined;
  lastTx: number | undefined;
  lastCommitAt: number | undefined;
  /** Neostore's record 5 and 6, when a transaction set them. */
  firstGraphProperty: number | undefined;
  lastConstraintTx: number | undefined;
  /** How often the log's own law was broken, see `BeforeImages`, and the first of those. */
  brokenLaws = 0;
  readonly firstBrokenLaws: BrokenLaw[] = [];
  readonly #images: AfterImages;
  readonly #before: BeforeImages;
  readonly #counts: CountsDeltas | undefined;
  readonly #lawFrom: number;
  #madeConstraint = false;
  /** Of the transaction whose commit was not seen yet. */
  readonly #openLaws: Omit<BrokenLaw, "tx">[] = [];
  #openLawCount = 0;

  /**
   * @param format how the records of the stores are laid out
   * @param counts undefined: count commands are passed over
   * @param lawFrom the first transaction whose before-images must hold
   */
  constructor(
    files: RecordFiles,
    format: RecordFormat,
    counts: CountsDeltas | undefined,
    lawFrom: number,
  ) {
    this.#images = new AfterImages(files, format);
    this.#before = new BeforeImages(files, format);
    this.#counts = counts;
    this.#lawFrom = lawFrom;
  }

  #law(holds: boolean, store: StoreName, id: number): void {
    if (holds) return;
    this.#openLawCount++;
    if (this.firstBrokenLaws.length + this.#openLaws.length < MAX_BROKEN_LAWS)
      this.#openLaws.push({ store, file: STORES[store].file, id });
  }

  /** @throws BackupError bad-log when ids do not follow each other, or a command cannot be */
  apply(entry: PlacedEntry): void {
    if (entry.kind === "commit") this.#commit(entry.value.txId, entry.value.committedAt);
    if (entry.kind !== "command") return;
    this.commands++;
    try {
      this.#command(entry.command);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new BackupError("bad-log", {
        detail: `the command at offset ${entry.from} has a value that no record can hold (${error.message})`,
        range: [entry.from, entry.to],
        cause: error,
      });
    }
  }

  #commit(txId: number, committedAt: number): void {
    if (this.lastTx !== undefined && txId !== this.lastTx + 1)
      throw new BackupError("bad-log", {
        detail: `transaction ${txId} follows transaction ${this.lastTx}`,
      });
    this.firstTx ??= txId;
    this.#counts?.commit(txId);
    if (txId >= this.#lawFrom) {
      this.brokenLaws += this.#openLawCount;
      for (const law of this.#openLaws) this.firstBrokenLaws.push({ tx: txId, ...law });
    }
    this.#openLawCount = 0;
    this.#openLaws.length = 0;
    if (this.#madeConstraint) this.lastConstraintTx = txId;
    this.#madeConstraint = false;
    this.lastTx = txId;
    this.lastCommitAt = committedAt;
    this.transactions++;
  }

  #command(command: Command): void {
    const images = this.#images;
    switch (command.type) {
      case 1:
        this.#law(
          this.#before.node(command.value.key.id, command.value.before),
          "nodes",
          command.value.key.id,
        );
        images.node(command.value.key.id, command.value.after);
        break;
      case 2:
        this.#law(
          this.#before.property(command.value.key.id, command.value.before),
          "properties",
          command.value.key.id,
        );
        images.property(command.value.key.id, command.value.after);
        break;
      case 3:
        this.#law(this.#before.relationship(command.value), "relationships", command.value.id);
        images.relationship(command.value);
        break;
      case 4:
        this.#token("relationshipType", command.value);
        break;
      case 5:
        this.#token("propertyKey", command.value);
        break;
      case 6:
        this.firstGraphProperty = command.value.firstGraphProperty;
        break;
      case 7:
        this.#law(
          this.#before.schema(command.value),
          "schema",
          command.value.before[0]?.id ?? NO_ID,
        );
        images.dynamic("schema", command.value.after);
        if (isConstraintRule(command.value.after)) this.#madeConstraint = true;
        break;
      case 8:
        this.#token("label", command.value);
        break;
      case 9:
        this.#law(this.#before.group(command.value), "groups", command.value.id);
        images.group(command.value);
        break;
      case 16:
        this.#counts?.relationship(command.value);
        break;
      case 17:
        this.#counts?.node(command.value);
    }
  }

  #token(kind: TokenKind, value: TokenCommand): void {
    this.#law(this.#before.token(kind, value), TOKENS_OF[kind], value.id);
    this.#images.token(kind, value);
  }
}

function isConstraintRule(records: readonly DynamicRecord[]): boolean {
  const data = records.map((record) => record.data);
  if (data.some((piece) => piece === undefined)) return false;
  const rule = decodeSchemaRule(Buffer.concat(data as Buffer[]));
  return rule !== undefined && isConstraint(rule);
}
