import { expect, test } from "vitest";
import { verdictOf } from "../_checks/verdict.ts";
import { makeSet } from "../_trpc/fixtures.ts";
import type { StoreFormat } from "../_trpc/types.ts";
import { checkSentence, dialectName, formatName, opensSentence } from "./format-words.ts";

const STANDARD: StoreFormat = {
  version: "v0.A.8",
  neo4j: "Neo4j 3.2 or 3.3",
  isHighLimit: false,
  isSupported: true,
  canBeChecked: true,
  canBeRolledForward: false,
  dialect: { number: 2, spokenBy: "Neo4j 3.1 to 3.5" },
};
const HIGH_LIMIT: StoreFormat = {
  ...STANDARD,
  version: "vE.H.3",
  neo4j: "Neo4j 3.2 or 3.3 (high limit)",
  isHighLimit: true,
  canBeChecked: false,
};

test("a format is named with its version, its dialect and the Neo4j that opens it", () => {
  expect(formatName(STANDARD)).toBe("v0.A.8");
  expect(dialectName(STANDARD)).toBe("2, spoken by Neo4j 3.1 to 3.5");
  expect(opensSentence(STANDARD)).toBe(
    "A restore opens with Neo4j 3.2 or 3.3; a later one has to be told to upgrade it.",
  );
  const { dialect: _, ...unknown } = STANDARD;
  expect(dialectName(unknown)).toBeNull();
});

test("a high-limit format is called that, and needs the Enterprise Edition", () => {
  expect(formatName(HIGH_LIMIT)).toBe("vE.H.3, high limit");
  expect(opensSentence(HIGH_LIMIT)).toContain("(high limit), Enterprise Edition;");
});

test("records that cannot be read are not looked at, which is not the same as not checked yet", () => {
  expect(checkSentence(STANDARD)).toBe("The consistency check reads its records.");
  expect(checkSentence(HIGH_LIMIT)).toMatch(/^Its records are not looked at/);
  const word = (format: StoreFormat | null) =>
    verdictOf(makeSet({ check: null, format }), Date.now()).word;
  expect(word(HIGH_LIMIT)).toBe("not looked at");
  expect(word(STANDARD)).toBe("not checked yet");
  expect(word(null)).toBe("not checked yet");
});

test("a version that nobody here knows promises nothing", () => {
  const unknown = { ...STANDARD, version: "v9", isSupported: false, canBeChecked: false };
  expect(opensSentence(unknown)).toBe("Which Neo4j opens it is not known here.");
});
