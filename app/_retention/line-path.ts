const WIDTH = 100;
const HEIGHT = 160;

/** Points over time as an SVG path in a box of 100 by 160, steps from day to day drawn as lines. */
export function linePath(
  points: readonly { at: number; value: number }[],
  { from, to, most }: { from: number; to: number; most: number },
): string {
  const span = Math.max(1, to - from);
  return points
    .map(({ at, value }, index) => {
      const x = ((at - from) / span) * WIDTH;
      const y = HEIGHT - (value / Math.max(1, most)) * HEIGHT;
      return `${index === 0 ? "M" : "L"}${x.toFixed(2)} ${y.toFixed(1)}`;
    })
    .join(" ");
}
