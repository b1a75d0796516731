import { cn } from "../_ui/cn.ts";

const WIDTH = 100;
const HEIGHT = 20;

/** The points of a line through values, from left to right; null leaves a gap out. */
export function sparkPoints(values: (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const most = Math.max(1, ...known);
  const step = WIDTH / Math.max(1, values.length - 1);
  return values
    .flatMap((value, at) =>
      value === null
        ? []
        : [`${round(at * step)},${round(HEIGHT - 1 - (value / most) * (HEIGHT - 2))}`],
    )
    .join(" ");
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** A line without axes: how something went over the last days. The words beside it carry the figures. */
export function Spark({
  values,
  label,
  className,
}: {
  values: (number | null)[];
  label: string;
  className?: string;
}) {
  if (values.filter((value) => value !== null).length < 2) return null;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={cn("block h-5 w-full overflow-visible", className)}
    >
      <polyline
        points={sparkPoints(values)}
        fill="none"
        vectorEffect="non-scaling-stroke"
        className="stroke-ink-3"
        strokeWidth="1.25"
        strokeLinejoin="round"
      />
    </svg>
  );
}
