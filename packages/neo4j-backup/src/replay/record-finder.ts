/** What a store that is being changed holds: its records, as they are. */
import type { Layout } from "../bytes/layout.ts";
import type { UnitOf } from "../store/high-limit-records.ts";
import type {
  GroupFields,
  NodeFields,
  PropertyFields,
  RecordViews,
  RelationshipFields,
} from "../store/record-fields.ts";
import type { DecodedStore, RecordFormat } from "../store/record-formats.ts";
import type { StoreName } from "../store/records.ts";
import type { RecordFiles } from "./after-images.ts";

interface Records {
  nodes: NodeFields;
  relationships: RelationshipFields;
  groups: GroupFields;
  properties: PropertyFields;
}
type Moved = { buffer: Buffer; at: number };
type Find = (id: number) => unknown;

export class RecordFinder {
  readonly #files: RecordFiles;
  readonly #format: RecordFormat;
  readonly #views = new Map<StoreName, Moved>();
  readonly #records: Readonly<Record<DecodedStore, Find>>;

  constructor(files: RecordFiles, format: RecordFormat) {
    this.#files = files;
    this.#format = format;
    this.#records = {
      nodes: this.#finder("nodes"),
      relationships: this.#finder("relationships"),
      groups: this.#finder("groups"),
      properties: this.#finder("properties"),
    };
  }

  #finder(store: DecodedStore): Find {
    const decoder = this.#format.decoders?.[store]();
    if (!decoder) {
      const view = this.#format.layouts[store].view() as Moved;
      return (id) => this.#move(view, store, id);
    }
    const unit: Moved = { buffer: Buffer.alloc(0), at: 0 };
    const unitOf: UnitOf = (id) => this.#move(unit, store, id);
    return (id) => {
      const found = unitOf(id);
      if (!found) return undefined;
      decoder.decode(found.buffer, found.at, id, unitOf);
      return decoder.record;
    };
  }

  /** The record, until the next call for its store; undefined behind the end of the file. */
  record<S extends DecodedStore>(store: S, id: number): Readonly<Records[S]> | undefined {
    return this.#records[store](id) as Readonly<Records[S]> | undefined;
  }

  /** The same for a store that a layout alone reads. */
  view<S extends Exclude<StoreName, DecodedStore>>(
    store: S,
    id: number,
  ): RecordViews[S] | undefined {
    let view = this.#views.get(store);
    if (!view) {
      view = (this.#format.layouts[store] as Layout<unknown>).view() as Moved;
      this.#views.set(store, view);
    }
    return this.#move(view, store, id) as RecordViews[S] | undefined;
  }

  #move<V extends Moved>(view: V, store: StoreName, id: number): V | undefined {
    const file = this.#files(store);
    if (!(id >= 0) || (id + 1) * file.recordBytes > file.bytes) return undefined;
    view.at = file.find(id);
    view.buffer = file.buffer;
    return view;
  }
}
