import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

/** A heading that folds what is under it. */
export function Disclosure({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="group min-w-0 rounded-md border border-line">
      <summary className="flex items-center gap-1.5 rounded-md px-3 py-2 font-medium hover:bg-sunk">
        <ChevronRight className="size-3.5 group-open:rotate-90" aria-hidden="true" />
        {title}
      </summary>
      <div className="min-w-0 border-line border-t">{children}</div>
    </details>
  );
}
