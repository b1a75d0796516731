import Link from "next/link";
import type { ReactNode } from "react";

export interface Crumb {
  label: string;
  href: string;
}

/** The first sentence of a page, what stands behind it, and what can be done. */
export function PageHeader({
  crumbs = [],
  title,
  lead,
  actions,
}: {
  crumbs?: Crumb[];
  title: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 max-w-3xl">
        {crumbs.length > 0 ? (
          <nav aria-label="Breadcrumb" className="text-xs text-ink-3">
            {crumbs.map((crumb) => (
              <span key={crumb.href}>
                <Link href={crumb.href} className="hover:text-ink hover:underline">
                  {crumb.label}
                </Link>
                {" / "}
              </span>
            ))}
          </nav>
        ) : null}
        <h1 className="text-xl font-semibold tracking-tight text-balance break-words">{title}</h1>
        <p className="mt-0.5 min-h-5 text-ink-2">{lead}</p>
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}
