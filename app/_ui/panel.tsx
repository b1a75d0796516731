import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

/** A bordered surface. With a title it is a region named by it. */
export function Panel({
  title,
  actions,
  flush = false,
  className,
  children,
  ...rest
}: Omit<ComponentProps<"section">, "title"> & {
  title?: string;
  actions?: ReactNode;
  /** No padding: for tables and lists that reach the border. */
  flush?: boolean;
}) {
  return (
    <section
      {...rest}
      {...(title ? { "aria-label": title } : {})}
      className={cn(
        "min-w-0 rounded-lg border border-line bg-panel shadow-panel",
        !flush && "p-4",
        className,
      )}
    >
      {title ? (
        <div
          className={cn(
            "flex flex-wrap items-center justify-between gap-2",
            flush ? "p-4 pb-2" : "mb-2",
          )}
        >
          <h2 className="text-sm font-semibold">{title}</h2>
          {actions}
        </div>
      ) : null}
      {children}
    </section>
  );
}

export interface Fact {
  name: string;
  value: ReactNode;
}

/** Names and values in two columns. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className="grid gap-y-1.5">
      {facts.map((fact) => (
        <div key={fact.name} className="flex flex-wrap items-baseline justify-between gap-x-4">
          <dt className="text-ink-3 text-xs">{fact.name}</dt>
          <dd className="ml-auto min-w-0 text-right break-words">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

export interface Stat {
  name: string;
  value: ReactNode;
  note?: ReactNode;
  tone?: "warn" | "bad";
}

/** Four figures side by side, two on a phone. */
export function Stats({ stats }: { stats: Stat[] }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line lg:grid-cols-4">
      {stats.map((stat) => (
        <div key={stat.name} className="min-w-0 bg-panel px-4 py-3">
          <dt className="text-xs text-ink-3">{stat.name}</dt>
          <dd
            className={cn(
              "mt-0.5 text-lg font-semibold tracking-tight",
              stat.tone === "warn" && "text-warn",
              stat.tone === "bad" && "text-bad",
            )}
          >
            {stat.value}
          </dd>
          {stat.note ? <dd className="text-xs text-ink-3">{stat.note}</dd> : null}
        </div>
      ))}
    </dl>
  );
}
