import { axisMarks } from "./axis.ts";

/** Times along the foot of a drawing, every other one on a phone. */
export function AxisLabels({ from, to }: { from: number; to: number }) {
  return axisMarks(from, to, { marks: 6 }).map((mark, at) => (
    <span
      key={mark.at}
      className={`absolute -translate-x-1/2 whitespace-nowrap ${at % 2 === 1 ? "max-sm:hidden" : ""}`}
      style={{ left: `${Math.max(mark.at, 0.04) * 100}%` }}
    >
      {mark.label}
    </span>
  ));
}
