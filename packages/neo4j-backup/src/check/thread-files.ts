/** The store files of a check as one thread has them open. */
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import type { Layout } from "../bytes/layout.ts";
import {
  dynamicHeader,
  groupRecord,
  nodeRecord,
  propertyRecord,
  relationshipRecord,
  type StoreName,
} from "../store/records.ts";
import { PagedRecords, type RecordFile } from "./paged-records.ts";
import type { CheckPlan } from "./plan.ts";
import { SequentialRecords } from "./sequential.ts";

const MIB = 1024 * 1024;
/** How much of each store a thread keeps for reads in any order. */
const CACHE_BYTES = 6 * MIB;

export type PagesOf<L> = L extends Layout<infer F> ? PagedRecords<F> : never;

export class ThreadFiles {
  readonly #plan: CheckPlan;
  readonly #open = new Map<StoreName, RecordFile>();
  readonly #pages = new Map<StoreName, unknown>();

  constructor(plan: CheckPlan) {
    this.#plan = plan;
  }

  file(store: StoreName): RecordFile {
    let open = this.#open.get(store);
    if (!open) {
      const { file, recordBytes, count } = this.#plan.stores[store];
      const fd = count > 0 ? openSync(join(this.#plan.directory, file), "r") : undefined;
      open = { fd, recordBytes, count };
      this.#open.set(store, open);
    }
    return open;
  }

  sequential<F>(store: StoreName, layout: Layout<F>): SequentialRecords<F> {
    return new SequentialRecords(layout, this.file(store));
  }

  #paged<L extends Layout<unknown>>(store: StoreName, layout: L): PagesOf<L> {
    let pages = this.#pages.get(store);
    if (!pages) {
      pages = new PagedRecords(layout, this.file(store), CACHE_BYTES);
      this.#pages.set(store, pages);
    }
    return pages as PagesOf<L>;
  }

  get nodes(): PagesOf<typeof nodeRecord> {
    return this.#paged("nodes", nodeRecord as Layout<unknown>) as PagesOf<typeof nodeRecord>;
  }
  get relationships(): PagesOf<typeof relationshipRecord> {
    return this.#paged("relationships", relationshipRecord as Layout<unknown>) as PagesOf<
      typeof relationshipRecord
    >;
  }
  get groups(): PagesOf<typeof groupRecord> {
    return this.#paged("groups", groupRecord as Layout<unknown>) as PagesOf<typeof groupRecord>;
  }
  get properties(): PagesOf<typeof propertyRecord> {
    return this.#paged("properties", propertyRecord as Layout<unknown>) as PagesOf<
      typeof propertyRecord
    >;
  }
  dynamic(store: StoreName): PagesOf<typeof dynamicHeader> {
    return this.#paged(store, dynamicHeader as Layout<unknown>) as PagesOf<typeof dynamicHeader>;
  }

  close(): void {
    for (const { fd } of this.#open.values()) if (fd !== undefined) closeSync(fd);
    this.#open.clear();
  }
}
