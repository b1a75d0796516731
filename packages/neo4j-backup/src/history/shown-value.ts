/** Property values of a command as text. */
import type { ShownValue } from "../catalogue/history.ts";
import type { PropertyBlock } from "../log/commands.ts";
import { type ArrayValue, decodeArray, decodeString } from "../store/dynamic-values.ts";
import { pointText, temporalText } from "../store/points-and-times.ts";
import { type BlockValue, blockReference, decodeBlock } from "../store/property-values.ts";
import { chainBytes } from "./command-bytes.ts";

const MAX_TEXT = 2_000;
const MAX_ITEMS = 500;

const cut = (type: string, text: string): ShownValue => ({
  type,
  text: text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text,
  isCut: text.length > MAX_TEXT,
});

const character = (code: number): string => JSON.stringify(String.fromCharCode(code));

function arrayText({ element, values }: ArrayValue): ShownValue {
  const items = [...values].slice(0, MAX_ITEMS).map((item) => {
    if (element === "string") return JSON.stringify(item);
    return element === "char" ? character(item as number) : String(item);
  });
  const shown = cut(`${element}[]`, `[${items.join(", ")}]`);
  return values.length > MAX_ITEMS ? { ...shown, isCut: true } : shown;
}

function simple(value: BlockValue): ShownValue | undefined {
  switch (value.type) {
    case "short string":
      return cut("string", JSON.stringify(value.value));
    case "short array":
      return arrayText(value);
    case "char":
      return cut("char", character(value.value));
    case "point":
      return cut("point", pointText(value));
    case "temporal":
      return cut(value.kind, temporalText(value));
    case "string":
    case "array":
      return undefined;
    default:
      return cut(value.type, String(value.value));
  }
}

/** The value of a block; what its records do not hold is said so. */
export function shownValue({ data, values }: PropertyBlock): ShownValue {
  const block = decodeBlock(data, 0);
  if (!block) return { type: "unknown", text: "not readable", isCut: false };
  const direct = simple(block.value);
  if (direct) return direct;
  const bytes = chainBytes(values, blockReference(data, 0));
  if (!bytes) return { type: block.value.type, text: "not in the log", isCut: false };
  if (block.value.type === "string") return cut("string", JSON.stringify(decodeString(bytes)));
  const array = decodeArray(bytes);
  return array ? arrayText(array) : { type: "array", text: "not readable", isCut: false };
}
