"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "./cn.ts";

export interface Tab {
  label: string;
  href: string;
  /** Pages below it belong to it too. */
  isNested?: boolean;
}

/** Tabs that are links, so that each has an address. */
export function TabLinks({ label, tabs }: { label: string; tabs: Tab[] }) {
  const path = usePathname();
  return (
    <nav aria-label={label} className="mb-5 overflow-x-auto border-line border-b">
      <div className="flex gap-5">
        {tabs.map((tab) => {
          const current =
            path === tab.href || (tab.isNested === true && path.startsWith(`${tab.href}/`));
          return (
            <Link
              key={tab.href}
              href={tab.href}
              aria-current={current ? "page" : undefined}
              className={cn(
                "border-b-2 py-2 whitespace-nowrap -outline-offset-2",
                current
                  ? "border-ink font-medium text-ink"
                  : "border-transparent text-ink-2 hover:text-ink",
              )}
            >
              {tab.label}
            </Link>
          );
        })}
      </div>
    </nav>
  );
}
