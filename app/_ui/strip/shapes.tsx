import { useId } from "react";
import { severityOf, type Tone } from "../../_runs/outcome.ts";
import type { StripBlock, StripDrawing, StripTick } from "./layout.ts";
import { GEOMETRY, percent, type StripSize } from "./parts.ts";

const EXPOSED = { good: "var(--field-line)", warn: "var(--warn-fill)", bad: "var(--bad-fill)" };

interface Sized {
  size: StripSize;
}

/** Everything inside the strip's svg. */
export function StripShapes({
  drawing,
  size,
  level,
  leaving,
  alone,
}: Sized & {
  drawing: StripDrawing;
  level: keyof typeof EXPOSED;
  leaving?: ReadonlySet<string> | undefined;
  alone: boolean;
}) {
  const hatch = useId();
  const { middle, band, base } = GEOMETRY[size];
  const bandTop = middle - band / 2;
  const ticks = drawing.ticks
    .filter((tick) => size === "large" || tick.tone !== "good")
    .sort((a, b) => severityOf(a.tone) - severityOf(b.tone));
  return (
    <>
      <defs>
        <pattern
          id={hatch}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="6" height="6" fill="var(--bad-soft)" />
          <line x1="0" y1="0" x2="0" y2="6" stroke="var(--bad-fill)" strokeWidth="1.5" />
        </pattern>
      </defs>
      <line
        x1="0"
        x2="100%"
        y1={middle}
        y2={middle}
        stroke="var(--line-strong)"
        strokeDasharray="2 4"
      />
      {drawing.bands.map((each) => (
        <g key={each.setId} opacity={leaving?.has(each.setId) ? 0.35 : 1}>
          <rect
            x={percent(each.left)}
            width={percent(each.width)}
            y={bandTop}
            height={band}
            rx="2"
            fill={each.state === "damaged" ? "var(--bad-fill)" : "var(--seg)"}
          />
          {each.borders.map((at) => (
            <line
              key={at}
              x1={percent(at)}
              x2={percent(at)}
              y1={bandTop}
              y2={bandTop + band}
              stroke="var(--panel)"
              strokeWidth="1.2"
            />
          ))}
        </g>
      ))}
      {drawing.gaps.map((gap) => (
        <rect
          key={gap.from}
          x={percent(gap.left)}
          width={percent(gap.width)}
          y={middle - base / 2}
          height={base}
          rx="2"
          fill={`url(#${hatch})`}
        />
      ))}
      {drawing.exposed && !alone ? (
        <rect
          x={percent(drawing.exposed.left)}
          width={percent(drawing.exposed.width)}
          y={middle - band * 0.2}
          height={band * 0.4}
          fill={EXPOSED[level]}
        />
      ) : null}
      {drawing.blocks.map((block) => (
        <Base
          key={block.setId}
          block={block}
          size={size}
          leaves={leaving?.has(block.setId) ?? false}
        />
      ))}
      {ticks.map((tick) => (
        <Tick key={tick.at} tick={tick} size={size} />
      ))}
      {alone ? null : (
        <line
          x1={percent(drawing.now)}
          x2={percent(drawing.now)}
          y1={middle - base / 2 - 4}
          y2={middle + base / 2 + 4}
          stroke="var(--ink)"
          strokeWidth="1.4"
        />
      )}
    </>
  );
}

/** From here on a base is drawn leftwards, so that it does not cover the line of now. */
const BESIDE_NOW = 0.97;

const BASE_FILL: Record<StripBlock["state"], string> = {
  good: "var(--base)",
  damaged: "var(--bad)",
  building: "var(--run)",
};

function Base({ block, size, leaves }: Sized & { block: StripBlock; leaves: boolean }) {
  const { middle, base, baseWidth } = GEOMETRY[size];
  return (
    <svg x={percent(block.left)} overflow="visible" aria-hidden="true">
      <rect
        x={block.left > BESIDE_NOW ? -baseWidth : 0}
        y={middle - base / 2}
        width={baseWidth}
        height={base}
        rx="2"
        fill={leaves ? "var(--panel)" : BASE_FILL[block.state]}
        stroke={leaves ? "var(--ink-3)" : "var(--panel)"}
        strokeDasharray={leaves ? "2 2" : undefined}
      />
      {block.pinned ? (
        <path
          d={`M${baseWidth / 2} ${middle - base / 2 - 2} v-4 m-3 -4 h6 v2 l-1.5 2 h-3 l-1.5 -2 z`}
          fill="var(--accent)"
          stroke="var(--accent)"
        />
      ) : null}
    </svg>
  );
}

const TICK_COLOUR: Record<Tone, string> = {
  good: "var(--good)",
  warn: "var(--warn)",
  bad: "var(--bad)",
  run: "var(--run)",
  idle: "var(--ink-3)",
};

function tickPath(tone: Tone, r: number): string {
  if (tone === "bad") return `M0 ${-r} L${r} 0 L0 ${r} L${-r} 0 Z`;
  if (tone === "warn") return `M0 ${-r} L${r} ${r} L${-r} ${r} Z`;
  if (tone === "idle") return `M${-r} -1 h${2 * r} v2 h${-2 * r} Z`;
  const s = r * 0.75;
  return `M${-s} 0 a${s} ${s} 0 1 0 ${2 * s} 0 a${s} ${s} 0 1 0 ${-2 * s} 0 Z`;
}

function Tick({ tick, size }: Sized & { tick: StripTick }) {
  const { ticks, tick: radius } = GEOMETRY[size];
  return (
    <svg x={percent(tick.at)} y={ticks} overflow="visible" aria-hidden="true">
      <path
        d={tickPath(tick.tone, radius)}
        fill={tick.tone === "run" ? "none" : TICK_COLOUR[tick.tone]}
        stroke={TICK_COLOUR[tick.tone]}
      />
    </svg>
  );
}
