/**
 * The counts store brought up to a transaction: what the commands say is added to the newest sound file,
 * and the whole is written as the other file, sorted, as Neo4j itself does at a check point. Statistics of
 * indexes are left as they are: no command tells them.
 */
import type { NodeCountsCommand, RelationshipCountsCommand } from "../log/commands.ts";
import { type Counts, type CountsRow, countsKey } from "../store/counts-store.ts";

type EntityCounts = Extract<CountsRow, { count: number }>;
type Command = NodeCountsCommand | RelationshipCountsCommand;

export class CountsDeltas {
  readonly #counts: Counts;
  readonly #nodes = new Map<number, number>();
  readonly #relationships = new Map<string, number>();
  /** Of the transaction whose commit was not seen yet. */
  #open: Command[] = [];

  constructor(counts: Counts) {
    this.#counts = counts;
  }

  node(command: NodeCountsCommand): void {
    this.#open.push(command);
  }

  relationship(command: RelationshipCountsCommand): void {
    this.#open.push(command);
  }

  /** The commands since the last commit belong to this transaction. What the file has counts once. */
  commit(txId: number): void {
    if (txId > this.#counts.txId) for (const command of this.#open) this.#add(command);
    this.#open = [];
  }

  #add(command: Command): void {
    const { delta } = command;
    if ("label" in command)
      this.#nodes.set(command.label, (this.#nodes.get(command.label) ?? 0) + delta);
    else {
      const key = `${command.startLabel} ${command.type} ${command.endLabel}`;
      this.#relationships.set(key, (this.#relationships.get(key) ?? 0) + delta);
    }
  }

  /** The counts as of a transaction. */
  asOfTx(txId: number): Counts {
    const rows = new Map<string, CountsRow>();
    const put = (row: CountsRow): void => void rows.set(countsKey(row).toString("latin1"), row);
    for (const row of this.#counts.rows) put(row);
    const add = (row: EntityCounts): void => {
      const have = rows.get(countsKey(row).toString("latin1"));
      const count = row.count + (have && "count" in have ? have.count : 0);
      if (count !== 0) put({ ...row, count });
      else rows.delete(countsKey(row).toString("latin1"));
    };
    for (const [label, count] of this.#nodes) add({ kind: "node", label, count });
    for (const [key, count] of this.#relationships) {
      const [start, type, end] = key.split(" ").map(Number) as [number, number, number];
      add({ kind: "relationship", start, type, end, count });
    }
    const { minorVersion, format } = this.#counts;
    return { txId, minorVersion, format, rows: [...rows.values()] };
  }
}
