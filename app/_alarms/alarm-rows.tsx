"use client";
import Link from "next/link";
import { sentence } from "../_runs/words.ts";
import type { AlarmDto } from "../_trpc/types.ts";
import { Time } from "../_ui/figures.tsx";
import { Mark, TONE_TEXT } from "../_ui/mark.tsx";
import { Pill } from "../_ui/pill.tsx";
import { Acknowledge } from "./acknowledge.tsx";
import { SEVERITY_WORDS, STATE_WORDS, toneOf } from "./words.ts";

/** Incidents, one under the other: what is so, of which database, since when, and how it stands. */
export function AlarmRows({ alarms }: { alarms: AlarmDto[] }) {
  return (
    <ul aria-label="Alarms">
      {alarms.map((alarm) => (
        <li
          key={alarm.id}
          className="flex flex-wrap items-start gap-x-4 gap-y-2 border-line border-b px-4 py-3 last:border-b-0"
        >
          <Mark tone={toneOf(alarm)} className={`mt-1.5 ${TONE_TEXT[toneOf(alarm)]}`} />
          <div className="min-w-0 flex-1 basis-64">
            <p className="font-semibold break-words">
              <Link href={`/alarms/${alarm.id}`} className="rounded-sm hover:underline">
                {alarm.database ? `${alarm.database.name}: ` : ""}
                {alarm.name}
              </Link>
            </p>
            <p className="break-words text-ink-2">{sentence(alarm.sentence)}</p>
            <p className="mt-0.5 text-ink-3 text-xs">
              {SEVERITY_WORDS[alarm.severity]}, raised <Time at={alarm.raisedAt} stop={false} />
              {alarm.times > 1 ? `, ${alarm.times} times` : ""}
              {alarm.resolvedAt ? (
                <>
                  , over <Time at={alarm.resolvedAt} stop={false} />
                </>
              ) : null}
              {alarm.acknowledgedBy && alarm.state === "acknowledged"
                ? `, acknowledged by ${alarm.acknowledgedBy}`
                : ""}
            </p>
          </div>
          <div className="flex items-center gap-2">
            {alarm.mutedUntil && alarm.state !== "resolved" ? <Pill tone="idle">Muted</Pill> : null}
            <Pill tone={toneOf(alarm)}>{STATE_WORDS[alarm.state]}</Pill>
            {alarm.state === "open" ? <Acknowledge alarm={alarm} named /> : null}
          </div>
        </li>
      ))}
    </ul>
  );
}
