"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTRPC } from "../_trpc/client.ts";
import { cn } from "../_ui/cn.ts";
import { alarmsBadge, runsBadge } from "./badge.ts";

const PLACES = [
  { label: "Overview", href: "/" },
  { label: "Databases", href: "/databases" },
  { label: "Runs", href: "/runs" },
  { label: "Alarms", href: "/alarms" },
  { label: "Settings", href: "/settings" },
];

/** Alarms are raised by the worker every few seconds. */
const ALARMS_MILLIS = 5_000;

/** The places. */
export function Navigation() {
  const trpc = useTRPC();
  const path = usePathname();
  const databases = useQuery(trpc.databases.list.queryOptions());
  const counts = useQuery(trpc.runs.counts.queryOptions());
  const alarms = useQuery(
    trpc.alarms.counts.queryOptions(undefined, { refetchInterval: ALARMS_MILLIS }),
  );
  const badges: Record<string, { text: string; bad?: boolean; warn?: boolean } | null> = {
    "/databases": databases.data ? { text: String(databases.data.length) } : null,
    "/runs": counts.data ? runsBadge(counts.data) : null,
    "/alarms": alarms.data ? alarmsBadge(alarms.data) : null,
  };
  return (
    <nav
      aria-label="Main"
      className="flex gap-1 max-md:overflow-x-auto max-md:px-4 max-md:py-2 md:flex-col md:gap-0"
    >
      {PLACES.map((place) => {
        const current = place.href === "/" ? path === "/" : path.startsWith(place.href);
        const badge = badges[place.href];
        return (
          <Link
            key={place.href}
            href={place.href}
            aria-current={current ? "page" : undefined}
            className={cn(
              "flex items-center justify-between gap-2 rounded-md border px-2 py-1.5",
              current
                ? "border-line bg-panel text-ink shadow-panel"
                : "border-transparent text-ink-2 hover:text-ink",
            )}
          >
            {place.label}
            {badge ? (
              <span
                className={cn(
                  "text-xs whitespace-nowrap",
                  badge.bad
                    ? "font-semibold text-bad"
                    : badge.warn
                      ? "font-semibold text-warn"
                      : "text-ink-3",
                )}
              >
                {badge.text}
              </span>
            ) : null}
          </Link>
        );
      })}
    </nav>
  );
}
