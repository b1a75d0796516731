/** A cleanly closed store read natively, as the JSON lines that a real Neo4j says of itself (`dump`). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NO_ID } from "../../src/bytes/layout.ts";
import { sourceOf } from "../../src/store/byte-source.ts";
import { type DynamicPages, dynamicPages, readChain } from "../../src/store/dynamic-records.ts";
import { type ArrayValue, decodeArray, decodeString } from "../../src/store/dynamic-values.ts";
import { decodeDynamicLabels, decodeLabelField } from "../../src/store/label-field.ts";
import { NEOSTORE, NEOSTORE_RECORD } from "../../src/store/neostore.ts";
import { type Element, toBits } from "../../src/store/number-arrays.ts";
import { type BlockValue, blocksOf, decodeBlock } from "../../src/store/property-values.ts";
import { RecordPages } from "../../src/store/record-pages.ts";
import {
  nodeRecord,
  propertyRecord,
  relationshipRecord,
  STORES,
  type StoreName,
} from "../../src/store/records.ts";
import { readTokens } from "../../src/store/token-names.ts";
import { TOKEN_STORES, type TokenKind } from "../../src/store/tokens.ts";

/** Of a type, and of array types; values as text, so that none loses a bit. */
interface TypedValue {
  type: string;
  value: string | string[];
}
type Properties = Record<string, TypedValue>;

export class GraphReader {
  readonly #directory: string;
  readonly #files = new Map<string, Buffer>();
  readonly #strings: DynamicPages;
  readonly #arrays: DynamicPages;
  readonly #keys: Map<number, string>;
  /** How many blocks of each kind were read. */
  readonly kinds = new Map<string, number>();

  constructor(directory: string) {
    this.#directory = directory;
    this.#strings = this.dynamic("strings");
    this.#arrays = this.dynamic("arrays");
    this.#keys = this.#names("propertyKey");
  }

  file(name: string): Buffer {
    const have = this.#files.get(name) ?? readFileSync(join(this.#directory, name));
    this.#files.set(name, have);
    return have;
  }
  dynamic(store: StoreName): DynamicPages {
    const { file } = STORES[store];
    return dynamicPages(sourceOf(this.file(file)), file);
  }
  #names(kind: TokenKind): Map<number, string> {
    const { tokens, names } = TOKEN_STORES[kind];
    const found = readTokens(
      kind,
      sourceOf(this.file(tokens.file)),
      sourceOf(this.file(names.file)),
    );
    return new Map([...found].map(([id, token]) => [id, token.name]));
  }

  /** Lines as the driver's `dump` writes them. */
  *lines(): Generator<string> {
    const labels = this.#names("label");
    const types = this.#names("relationshipType");
    const nodeLabels = this.dynamic("nodeLabels");
    const nodes = new RecordPages(nodeRecord, sourceOf(this.file(STORES.nodes.file)));
    for (let id = 0; id < nodes.count; id++) {
      const node = nodes.read(id);
      if (!node?.inUse) continue;
      const field = decodeLabelField(node.labels);
      const ids =
        "labels" in field
          ? field.labels
          : decodeDynamicLabels(readChain(nodeLabels, field.firstDynamic).data)?.labels;
      yield JSON.stringify({
        kind: "node",
        id,
        labels: ids?.map((label) => labels.get(label)).sort(),
        properties: this.#properties(node.nextProp),
      });
    }
    const file = sourceOf(this.file(STORES.relationships.file));
    const relationships = new RecordPages(relationshipRecord, file);
    for (let id = 0; id < relationships.count; id++) {
      const found = relationships.read(id);
      if (!found?.inUse) continue;
      yield JSON.stringify({
        kind: "relationship",
        id,
        type: types.get(found.type),
        start: found.first,
        end: found.second,
        properties: this.#properties(found.nextProp),
      });
    }
    const graph = this.file(NEOSTORE).readBigInt64BE(NEOSTORE_RECORD.firstGraphProperty * 9 + 1);
    const properties = this.#properties(Number(graph));
    yield JSON.stringify({ kind: "graph", id: -1, properties });
  }

  #properties(first: number): Properties {
    const pages = new RecordPages(propertyRecord, sourceOf(this.file(STORES.properties.file)));
    const found: [string, TypedValue][] = [];
    for (let id = first; id !== NO_ID; ) {
      const record = pages.read(id);
      if (!record) throw new Error(`property ${id} is outside its file`);
      for (const at of blocksOf(record.blocks).offsets) {
        const block = decodeBlock(record.blocks, at);
        if (!block) throw new Error(`property ${id} has a block that cannot be read`);
        found.push([this.#keys.get(block.key) ?? `key ${block.key}`, this.#typed(block.value)]);
      }
      id = record.next;
    }
    return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #count(kind: string): void {
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
  }

  #typed(value: BlockValue): TypedValue {
    const { type } = value;
    switch (type) {
      case "string":
        this.#count("string");
        return { type: "string", value: decodeString(this.#chain(this.#strings, value)) };
      case "array": {
        const array = decodeArray(this.#chain(this.#arrays, value));
        if (!array) throw new Error(`array ${value.firstDynamic} cannot be read`);
        this.#count(`array of ${array.element}`);
        return typedArray(array);
      }
      case "short string":
        this.#count(`short string ${value.encoding}`);
        return { type: "string", value: value.value };
      case "short array":
        this.#count(`short array of ${value.element}`);
        return typedArray(value);
      case "point":
      case "temporal":
        throw new Error(`${type}: Neo4j 2.3 has no such values`);
      default:
        this.#count(type === "long" && value.inlined ? "in-lined long" : type);
        return { type, value: scalar(type, value.value) };
    }
  }

  #chain(pages: DynamicPages, { firstDynamic }: { firstDynamic: number }): Buffer {
    const { data, problem } = readChain(pages, firstDynamic);
    if (problem) throw new Error(`record ${problem.id}: ${problem.kind}`);
    return data;
  }
}

const typedArray = ({ element, values }: ArrayValue): TypedValue => ({
  type: `${element}[]`,
  value: (values as (string | number | bigint | boolean)[]).map((v) => scalar(element, v)),
});

function scalar(type: Element | "string", value: string | number | bigint | boolean): string {
  if (type === "double" || type === "float")
    return toBits(type, value as number)
      .toString(16)
      .padStart(type === "float" ? 8 : 16, "0");
  return String(value);
}
