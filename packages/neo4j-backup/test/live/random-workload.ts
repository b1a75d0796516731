/** A workload of every kind of change, drawn from a seed. */
import type { Facts, Server } from "./neo4j-lab.ts";
import { randomFrom } from "./seed.ts";

export class RandomWorkload {
  readonly #server: Server;
  readonly #random: () => number;
  readonly #indexed = new Set<string>();
  readonly #unique = new Set<string>();
  #made = 0;
  /** What was sent. */
  readonly sent: string[] = [];

  constructor(server: Server, seed: number) {
    this.#server = server;
    this.#random = randomFrom(seed);
  }

  #below(n: number): number {
    return Math.floor(this.#random() * n);
  }

  #next(): string {
    const size = 1 + this.#below(120);
    const per = 1 + this.#below(40);
    const label = ["Person", "Account", "Document", "Tag"][this.#below(4)] as string;
    const draws: (() => string)[] = [
      () => `values ${size} ${this.#below(1e6)}`,
      () => `load ${size * 2} ${per}`,
      () => `load ${size} ${per}`,
      () => `update ${size * 3} ${per}`,
      () => `update ${size} 1`,
      () => `delete ${size} ${per}`,
      () => `dense ${40 + size}`,
      () => `tokens ${1 + this.#below(9)}`,
      () => `graphproperty ${size}`,
      () => `legacy ${size}`,
      () => `legacyrel ${size}`,
      () => `big ${size * 500} ${size * 300}`,
      () => this.#toggleIndex(label),
      () => this.#constraint(label),
      () => `exists Required${++this.#made} seq`,
      () => `existsrel REQUIRED${++this.#made} at`,
      () => "rotate",
      () => "checkpoint",
    ];
    return (draws[this.#below(draws.length)] as () => string)();
  }

  #toggleIndex(label: string): string {
    if (this.#unique.has(label)) return "update 20 3";
    if (this.#indexed.delete(label)) return `dropindex ${label}`;
    this.#indexed.add(label);
    return `index ${label} name`;
  }

  #constraint(label: string): string {
    if (this.#unique.has(label) || this.#indexed.has(label)) return "delete 3 1";
    this.#unique.add(label);
    return `constraint ${label} seq`;
  }

  /** Sends so many commands. */
  async run(commands: number): Promise<void> {
    for (let i = 0; i < commands; i++) {
      const command = this.#next();
      this.sent.push(command);
      await this.#server.send(command);
    }
  }

  /** Sends commands one by one, and takes the facts after some of them. */
  async runWithPoints(commands: number, points: number): Promise<Facts[]> {
    const facts: Facts[] = [];
    const each = Math.ceil(commands / points);
    for (let done = 0; done < commands; done += each) {
      await this.run(Math.min(each, commands - done));
      facts.push(await this.#server.facts());
    }
    return facts;
  }
}
