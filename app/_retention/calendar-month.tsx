"use client";
import { ChevronLeft, ChevronRight } from "lucide-react";
import type { SimulationDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { cn } from "../_ui/cn.ts";
import { formatBytes, plural } from "../_ui/format/bytes.ts";
import { dayText, monthAfter, weeksOf } from "./calendar-month.ts";

const DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/** A month whose days can be picked; a day says how many sets would be there. */
export function CalendarMonth({
  month,
  picked,
  today,
  line,
  onMonth,
  onPick,
}: {
  month: string;
  picked: string;
  today: string;
  line: SimulationDto["line"];
  onMonth: (month: string) => void;
  onPick: (day: string) => void;
}) {
  const days = new Map(line.map((each) => [dayText(each.at), each]));
  const title = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric" }).format(
    new Date(`${month}-15T12:00:00`),
  );
  return (
    <div>
      <div className="mb-1 flex items-center justify-between">
        <Button
          size="icon"
          look="quiet"
          aria-label="Month before"
          onClick={() => onMonth(monthAfter(month, -1))}
        >
          <ChevronLeft className="size-4" aria-hidden="true" />
        </Button>
        <span className="font-medium" aria-live="polite">
          {title}
        </span>
        <Button
          size="icon"
          look="quiet"
          aria-label="Month after"
          onClick={() => onMonth(monthAfter(month, 1))}
        >
          <ChevronRight className="size-4" aria-hidden="true" />
        </Button>
      </div>
      <table aria-label={`Days of ${title}`} className="w-full table-fixed text-center text-sm">
        <thead>
          <tr>
            {DAYS.map((day) => (
              <th key={day} scope="col" className="py-1 text-xs font-normal text-ink-3">
                {day}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week, at) => (
            <tr key={week.find((day) => day !== null) ?? at}>
              {week.map((day, column) => (
                <td key={day ?? `none-${DAYS[column]}`} className="p-px">
                  {day ? (
                    <Day
                      day={day}
                      there={days.get(day)}
                      isPicked={day === picked}
                      isToday={day === today}
                      onPick={onPick}
                    />
                  ) : null}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Day({
  day,
  there,
  isPicked,
  isToday,
  onPick,
}: {
  day: string;
  there: SimulationDto["line"][number] | undefined;
  isPicked: boolean;
  isToday: boolean;
  onPick: (day: string) => void;
}) {
  const says = there
    ? `${plural(there.sets, "set")}, ${formatBytes(there.bytes)}`
    : "not simulated";
  return (
    <button
      type="button"
      disabled={!there}
      aria-pressed={isPicked}
      aria-label={`${day}: ${says}`}
      title={says}
      onClick={() => onPick(day)}
      className={cn(
        "h-9 w-full rounded-md leading-tight disabled:text-ink-3 disabled:opacity-60",
        there && "hover:bg-sunk",
        isToday && "font-semibold",
        isPicked && "bg-ink text-panel hover:bg-ink",
      )}
    >
      {Number(day.slice(8))}
      <span className={cn("block text-[10px]", isPicked ? "" : "text-ink-3")} aria-hidden="true">
        {there ? there.sets : " "}
      </span>
    </button>
  );
}
