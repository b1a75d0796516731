import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("../globals.css", import.meta.url), "utf8");

function tokens(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split("}")[0] ?? "";
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]),
  );
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const TEXT: [string, string[]][] = [
  ["ink", ["paper", "panel", "sunk", "bad-soft", "warn-soft", "good-soft", "run-soft"]],
  ["ink-2", ["paper", "panel", "sunk", "bad-soft", "warn-soft", "good-soft", "run-soft"]],
  ["ink-3", ["paper", "panel", "sunk"]],
  ["accent", ["paper", "panel", "sunk", "accent-soft"]],
  ["good", ["paper", "panel", "sunk", "good-soft"]],
  ["warn", ["paper", "panel", "sunk", "warn-soft"]],
  ["bad", ["paper", "panel", "sunk", "bad-soft"]],
  ["run", ["paper", "panel", "sunk", "run-soft"]],
];

for (const selector of [":root", '[data-theme="dark"]']) {
  const theme = tokens(selector);
  test(`text of ${selector} is readable on every ground it stands on (AA)`, () => {
    for (const [text, grounds] of TEXT) {
      for (const ground of grounds) {
        const ratio = contrast(theme[text] ?? "", theme[ground] ?? "");
        expect(ratio, `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
  test(`shapes and field borders of ${selector} stand out (3 to 1)`, () => {
    for (const [shape, ground] of [
      ["field-line", "panel"],
      ["base", "panel"],
      ["accent", "paper"],
    ]) {
      const ratio = contrast(theme[shape ?? ""] ?? "", theme[ground ?? ""] ?? "");
      expect(ratio, `${shape} on ${ground}`).toBeGreaterThanOrEqual(3);
    }
  });
}
