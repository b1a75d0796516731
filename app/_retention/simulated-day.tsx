"use client";
import type { DatabaseDto, SimulatedDayDto } from "../_trpc/types.ts";
import { Bytes } from "../_ui/figures.tsx";
import { formatBytes, plural } from "../_ui/format/bytes.ts";
import { formatDate, formatDateTime } from "../_ui/format/time.ts";
import { Pill } from "../_ui/pill.tsx";
import { domainOf } from "../_ui/strip/layout.ts";
import { Strip } from "../_ui/strip/strip.tsx";
import { Table, Td, Th } from "../_ui/table.tsx";
import { SLOTS } from "./policy-form.ts";
import { leavingOn, stripOfDay } from "./simulated-strip.ts";

/** One day of the simulation: its sets with the reason for each, what can be restored, what it takes. */
export function SimulatedDay({
  database,
  day,
  inForce,
  now,
}: {
  database: DatabaseDto;
  day: SimulatedDayDto;
  /** What the rules in force would have there; null where they are the same, or nothing is known. */
  inForce: { sets: number; bytes: number } | null;
  now: Date;
}) {
  const strip = stripOfDay(day);
  const at = day.at.getTime();
  const isPast = at < now.getTime();
  const title = formatDate(day.at);
  return (
    <section aria-label={`On ${title}`} className="mt-4 border-line border-t pt-4">
      <p className="font-medium" aria-live="polite">
        On {title}: {plural(day.sets.length, "set")}, {formatBytes(day.bytes)}.
        {inForce ? (
          <span className="font-normal text-ink-2">
            {" "}
            By the rules in force: {plural(inForce.sets, "set")}, {formatBytes(inForce.bytes)}.
          </span>
        ) : null}
      </p>
      <ul className="mt-1 grid gap-0.5 text-ink-2">
        {day.window ? (
          <li>
            Any moment from {formatDateTime(day.window.from)} to {formatDateTime(day.window.to)}.
          </li>
        ) : null}
        {SLOTS.map(({ unit, label }) => {
          const points = day.points.filter((point) => point.unit === unit);
          if (points.length === 0) return null;
          return (
            <li key={unit}>
              {label}:{" "}
              {points
                .slice(0, 12)
                .map((point) => point.name)
                .join(", ")}
              {points.length > 12 ? ` and ${points.length - 12} more` : ""}.
            </li>
          );
        })}
      </ul>
      {day.sets.length === 0 ? (
        <p className="mt-2 text-ink-2">Nothing could be restored on that day.</p>
      ) : (
        <>
          <div className="pt-3 pb-2">
            <Strip
              strip={strip}
              domain={domainOf([strip], at)}
              now={at}
              size="small"
              level="good"
              label={`${database.name} on ${title}: ${plural(day.sets.length, "set")}.`}
              leaving={leavingOn(day)}
              alone
            />
          </div>
          <Table label={`Sets on ${title}`}>
            <thead>
              <tr>
                <Th>Set</Th>
                <Th>Restores</Th>
                <Th>Verdict</Th>
                <Th>Why</Th>
                <Th numeric>Size</Th>
              </tr>
            </thead>
            <tbody>
              {day.sets.map((set) => (
                <tr key={set.id}>
                  <Td className="whitespace-nowrap">
                    {formatDateTime(set.startedAt)}
                    <div className="text-xs text-ink-3">
                      {set.imagined
                        ? "to come"
                        : set.held
                          ? "held"
                          : set.pinned
                            ? "pinned"
                            : set.state === "good"
                              ? ""
                              : set.state}
                    </div>
                  </Td>
                  <Td className="whitespace-nowrap">
                    {formatDate(set.from)}
                    <div className="text-xs text-ink-3">to {formatDate(set.to)}</div>
                  </Td>
                  <Td>
                    <Pill tone={set.keep ? "good" : "warn"}>
                      {set.keep ? "Stays" : set.goesAt ? "Expiring" : isPast ? "Would go" : "Goes"}
                    </Pill>
                  </Td>
                  <Td className="min-w-60 text-xs text-ink-2">
                    {set.reasons.join(" ")}
                    <div className="text-ink-3">{fateOf(set)}</div>
                  </Td>
                  <Td numeric>
                    <Bytes value={set.bytes} stop={false} />
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        </>
      )}
    </section>
  );
}

/** When it goes, as far as was looked. */
function fateOf({ leavesAt, goneAt }: SimulatedDayDto["sets"][number]): string {
  if (goneAt && leavesAt)
    return `Let go on ${formatDate(leavesAt)}, deleted on ${formatDate(goneAt)}.`;
  if (leavesAt) return `Let go on ${formatDate(leavesAt)}.`;
  return "Stays for as long as was looked ahead.";
}
