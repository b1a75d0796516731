/** The consistency check of a store directory. */
import { availableParallelism } from "node:os";
import { NO_ID } from "../bytes/layout.ts";
import type { CheckProgress, CheckVerdict } from "../catalogue/consistency.ts";
import { BackupError } from "../catalogue/errors.ts";
import type { Inconsistency, InconsistencyKind } from "../catalogue/inconsistencies.ts";
import {
  decodeNeostore,
  NEOSTORE,
  NEOSTORE_RECORD,
  neostoreRecord,
  recordsOf,
  storeVersionOf,
} from "../store/neostore.ts";
import { PROPERTY_TYPE } from "../store/property-values.ts";
import type { DecodedStore } from "../store/record-formats.ts";
import { STORE_VERSIONS } from "../store/store-versions.ts";
import { sharedBits } from "./bits.ts";
import { CheckThread } from "./check-thread.ts";
import { checkCounts, type Recount } from "./counts.ts";
import { type Crew, InlineCrew } from "./crew.ts";
import { metadataOf, storeFilesOf } from "./directory.ts";
import type { Findings, Totals } from "./findings.ts";
import type { LinksResult } from "./links-pass.ts";
import type { NodesResult } from "./nodes.ts";
import type { OrphansResult } from "./orphans.ts";
import type { PassSpec } from "./pass.ts";
import { type CheckPlan, memoryBytes, type ReachedStore, sharedMemory } from "./plan.ts";
import type { RelationshipsResult } from "./relationships.ts";
import { checkSchema } from "./schema.ts";
import { Steps } from "./steps.ts";
import { checkTokens, type TokenNames } from "./tokens.ts";
import { checkUniqueness } from "./uniqueness.ts";
import { WorkerCrew } from "./worker-crew.ts";

const FINDINGS_PER_KIND = 100;
/** Below this a thread's start costs more than it saves. */
const SMALL_STORE_BYTES = 24 * 1024 * 1024;
const MAX_THREADS = 16;

export interface CheckOptions {
  /** Store files whose log is applied; see replay. */
  directory: string;
  /** Default: one for each core; 1 runs in the caller's. */
  threads?: number;
  signal?: AbortSignal;
  onProgress?: (progress: CheckProgress) => void;
  /** Told as they are found, the first {@link findingsPerKind} of each kind; with threads, in no order. */
  onFinding?: (finding: Inconsistency) => void;
  /** How many findings of a kind are told in full; default 100. All are counted. */
  findingsPerKind?: number;
}

const CHECKED = [
  "labels, relationship types, property keys and their names",
  "schema rules, and uniqueness and existence constraints against the data",
  "labels of nodes",
  "relationship chains and groups, their ends and lengths",
  "property chains, their owners and values",
  "records in use that nothing leads to, or more than one",
];
const COUNTS = "counts store against the records";
const NOT_CHECKED = [
  "label scan store",
  "content of schema indexes and legacy indexes (Lucene)",
  "transactions in the log that the store files do not hold yet",
];

/**
 * Reads every record of a store and reports where records contradict each other. Writes nothing.
 * Memory: about 12 bytes a node and 4 a relationship, one bit for every other record, 8 bytes for each
 * value under a uniqueness constraint (32 MB at most), and some 30 MB a thread;
 * for high-limit stores one more bit for each node, relationship and group.
 * @param options see {@link CheckOptions}
 * @returns the verdict; `ok` only when nothing was found
 * @throws BackupError no-backup, unsupported-store-version, cancelled, io-failure
 */
export async function checkStore(options: CheckOptions): Promise<CheckVerdict> {
  const started = performance.now();
  const check = await StoreCheck.open(options);
  const verdict = await check.run();
  return {
    ...verdict,
    checkedAt: Date.now(),
    elapsedMillis: Math.round(performance.now() - started),
  };
}

class StoreCheck {
  readonly #options: CheckOptions;
  readonly #plan: CheckPlan;
  readonly #thread: CheckThread;
  readonly #steps: Steps;
  readonly #findings: Inconsistency[] = [];
  readonly #totals: Totals = {};
  readonly #threads: number;
  #crew: Crew | undefined;

  static async open(options: CheckOptions): Promise<StoreCheck> {
    const { directory, findingsPerKind = FINDINGS_PER_KIND } = options;
    const head = await metadataOf(directory);
    const problem = metadataProblem(head);
    const row = STORE_VERSIONS[storeVersionOf(head)];
    const records = recordsOf(head);
    const files = await storeFilesOf(directory, records);
    const { stores } = files;
    const tokenCounts = {
      label: stores.labels.count,
      relationshipType: stores.relationshipTypes.count,
      propertyKey: stores.propertyKeys.count,
    };
    const check = new StoreCheck(options, {
      directory,
      records,
      stores,
      findingsPerKind,
      tokens: {
        label: sharedBits(tokenCounts.label),
        relationshipType: sharedBits(tokenCounts.relationshipType),
        propertyKey: sharedBits(tokenCounts.propertyKey),
      },
      tokenCounts,
      demandedByLabel: new Map(),
      demandedByType: new Map(),
      unique: [],
      firstGraphProperty: graphProperty(head),
      lastBlockType: row?.lastBlockType ?? PROPERTY_TYPE.temporal,
      leavesRuleTails: row?.leavesRuleTails ?? true,
      memory: sharedMemory(stores, records),
    });
    const { report } = check.#thread;
    if (problem)
      report.tell(
        "metadata-unreadable",
        { store: NEOSTORE, recordId: 0, offset: 0 },
        { value: problem },
      );
    for (const store of files.missing) report.add("store-file-missing", { store, id: 0 });
    for (const { store, value } of files.headless)
      report.add("store-header-damaged", { store, id: 0 }, { value });
    return check;
  }

  private constructor(options: CheckOptions, plan: CheckPlan) {
    this.#options = options;
    this.#plan = plan;
    this.#thread = new CheckThread(plan);
    this.#steps = new Steps(plan, options.onProgress);
    const bytes = Object.values(plan.stores).reduce((sum, store) => sum + store.bytes, 0);
    const threads = options.threads ?? (bytes < SMALL_STORE_BYTES ? 1 : availableParallelism());
    this.#threads = Math.max(1, Math.min(MAX_THREADS, threads));
  }

  async run(): Promise<Omit<CheckVerdict, "checkedAt" | "elapsedMillis">> {
    try {
      this.#options.signal?.throwIfAborted();
      return await this.#run();
    } catch (error) {
      if (this.#options.signal?.aborted && !(error instanceof BackupError))
        throw new BackupError("cancelled", { cause: error });
      throw error;
    } finally {
      await this.#crew?.end();
      this.#thread.close();
    }
  }

  async #run(): Promise<Omit<CheckVerdict, "checkedAt" | "elapsedMillis">> {
    this.#steps.begin("schema");
    const names = checkTokens(this.#thread);
    checkSchema(this.#thread);
    this.#crew =
      this.#threads === 1 ? new InlineCrew(this.#plan) : new WorkerCrew(this.#plan, this.#threads);
    this.#steps.begin("nodes");
    await this.#units("nodes");
    const nodes = await this.#pass<NodesResult>({ name: "nodes" });
    const { firstGraphProperty } = this.#plan;
    if (firstGraphProperty !== NO_ID)
      this.#thread.properties.follow(firstGraphProperty, "nodes", NO_ID);
    this.#steps.begin("relationships");
    await this.#units("relationships");
    await this.#units("groups");
    const relationships = await this.#pass<RelationshipsResult>({ name: "relationships" });
    this.#steps.begin("properties");
    await this.#units("properties");
    const propertyRecords = await this.#orphans("properties");
    this.#steps.begin("values");
    const strings = await this.#orphans("strings");
    const arrays = await this.#orphans("arrays");
    await this.#orphans("nodeLabels");
    await this.#orphans("groups");
    this.#steps.begin("chains");
    await this.#links();
    this.#steps.begin("uniqueness");
    const labelSets = nodes.flatMap((one) => one.labelSets);
    const { report } = this.#thread;
    await checkUniqueness(this.#plan, labelSets, report, (spec) => this.#pass(spec));
    this.#steps.begin("counts");
    const hasCounts = await this.#counts(
      {
        labelSets,
        starts: relationships.map(({ starts }) => starts),
        ends: relationships.map(({ ends }) => ends),
      },
      names,
    );
    const properties = [...nodes, ...relationships].reduce((sum, one) => sum + one.properties, 0);
    return this.#verdict(hasCounts, {
      nodes: nodes.reduce((sum, one) => sum + one.nodes, 0),
      relationships: relationships.reduce((sum, one) => sum + one.relationships, 0),
      properties: properties + this.#thread.properties.takeCount(),
      propertyRecords,
      strings,
      arrays,
    });
  }

  async #counts(recount: Recount, names: TokenNames): Promise<boolean> {
    const { directory } = this.#plan;
    return await checkCounts(directory, recount, names, this.#thread.report);
  }

  /** Where a layout alone reads a store's records, any bytes are a record. */
  async #units(store: DecodedStore): Promise<void> {
    if (this.#thread.files.decoder(store)) await this.#pass({ name: "units", store });
  }

  async #orphans(store: ReachedStore): Promise<number> {
    const found = await this.#pass<OrphansResult>({ name: "orphans", store });
    return found.reduce((sum, { inUse }) => sum + inUse, 0);
  }

  /** Only where sums are not 0 are chains read record by record. */
  async #links(): Promise<void> {
    const { chainSums, nodeSums } = this.#plan.memory;
    const isOff = (sum: number): boolean => sum !== 0;
    const suspect = chainSums.findIndex(isOff);
    if (suspect < 0 && !nodeSums.some(isOff)) return;
    const before = this.#total();
    await this.#pass<LinksResult>({ name: "links" });
    // a link with one end is a finding, also when nothing explains it
    if (suspect < 0 || this.#total() > before) return;
    this.#thread.report.add("relationship-chain-unclear", { store: "relationships", id: suspect });
  }

  #total(): number {
    return Object.values(this.#totals).reduce((sum, count) => sum + count, 0);
  }

  async #pass<T>(spec: PassSpec): Promise<T[]> {
    this.#take(this.#thread.report.take());
    return await (this.#crew as Crew).run<T>(spec, {
      signal: this.#options.signal,
      onFindings: (findings) => this.#take(findings),
      onProgress: (records) => this.#steps.reached(spec, records),
    });
  }

  #take(findings: Findings | undefined): void {
    if (!findings) return;
    const { findingsPerKind } = this.#plan;
    for (const finding of findings.inconsistencies) {
      const told = this.#findings.reduce((sum, { kind }) => sum + Number(kind === finding.kind), 0);
      if (told >= findingsPerKind) continue;
      this.#findings.push(finding);
      this.#options.onFinding?.(finding);
    }
    for (const [kind, count] of Object.entries(findings.totals) as [InconsistencyKind, number][])
      this.#totals[kind] = (this.#totals[kind] ?? 0) + count;
  }

  #verdict(
    hasCounts: boolean,
    records: CheckVerdict["records"],
  ): Omit<CheckVerdict, "checkedAt" | "elapsedMillis"> {
    this.#take(this.#thread.report.take());
    this.#steps.end();
    const total = this.#total();
    const findings = this.#findings.sort(
      (a, b) => a.store.localeCompare(b.store) || a.recordId - b.recordId,
    );
    const noCounts = "counts store (there is none: Neo4j counts again when it starts)";
    return {
      ok: total === 0,
      checked: hasCounts ? [...CHECKED, COUNTS] : CHECKED,
      notChecked: hasCounts ? NOT_CHECKED : [noCounts, ...NOT_CHECKED],
      total,
      totals: this.#totals,
      findings,
      records,
      threads: this.#threads,
      recordMemoryBytes: memoryBytes(this.#plan.memory),
    };
  }
}

/** @throws BackupError unsupported-store-version */
function metadataProblem(head: Buffer): string | undefined {
  try {
    decodeNeostore(head);
    return undefined;
  } catch (error) {
    if (!(error instanceof BackupError) || error.code !== "damaged-backup") throw error;
    return error.detail ?? error.message;
  }
}

function graphProperty(head: Buffer): number {
  const at = NEOSTORE_RECORD.firstGraphProperty * neostoreRecord.size;
  if (head.length < at + neostoreRecord.size) return NO_ID;
  const { inUse, value } = neostoreRecord.read(head, at);
  return inUse === 1 ? Number(value) : NO_ID;
}
