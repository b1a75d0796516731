import { Refusal } from "../refusal.ts";

/** What a template may name. */
export const PLACEHOLDERS = [
  "event",
  "severity",
  "kind",
  "database",
  "subject",
  "text",
  "safe",
  "advice",
  "link",
  "at",
  "delivery",
  "count",
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];
export type TemplateValues = Record<Placeholder, string>;

const PLACE = /\{\{\s*([^{}]*?)\s*\}\}/g;
const isPlaceholder = (word: string): word is Placeholder =>
  (PLACEHOLDERS as readonly string[]).includes(word);

/** The value as it stands inside a JSON string. */
const insideString = (value: string): string => JSON.stringify(value).slice(1, -1);

/**
 * Fills a template. Every value is escaped for a JSON string, so that nothing a server said can break out of it;
 * there is nothing else a template can do.
 */
export const fillTemplate = (template: string, values: TemplateValues): string =>
  template.replace(PLACE, (whole, word: string) =>
    isPlaceholder(word) ? insideString(values[word]) : whole,
  );

const SAMPLE = Object.fromEntries(PLACEHOLDERS.map((word) => [word, 'a "b"\n'])) as TemplateValues;

/** Refuses a template that names what there is not, or whose result would be no JSON. */
export function checkTemplate(template: string): void {
  for (const [, word = ""] of template.matchAll(PLACE))
    if (!isPlaceholder(word))
      throw new Refusal(
        "invalid",
        `the body names {{${word}}}, which there is not: use ${PLACEHOLDERS.map((one) => `{{${one}}}`).join(", ")}`,
      );
  try {
    JSON.parse(fillTemplate(template, SAMPLE));
  } catch {
    throw new Refusal(
      "invalid",
      "the body would be no JSON: placeholders belong between quotation marks",
    );
  }
}
