export type StripSize = "small" | "large";

/** Pixels of the drawing: its height, where the band lies, how tall and wide a base is, where ticks stand. */
export const GEOMETRY = {
  small: {
    height: 34,
    middle: 15,
    base: 15,
    baseWidth: 4,
    band: 10,
    ticks: 29,
    tick: 3,
    narrowest: 0.02,
  },
  large: {
    height: 76,
    middle: 32,
    base: 28,
    baseWidth: 9,
    band: 18,
    ticks: 64,
    tick: 4.5,
    narrowest: 0.004,
  },
} as const satisfies Record<StripSize, Record<string, number>>;

/** A fraction as a percentage for SVG and CSS. */
export const percent = (fraction: number): string => `${(fraction * 100).toFixed(3)}%`;
