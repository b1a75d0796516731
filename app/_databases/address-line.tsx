import { cn } from "../_ui/cn.ts";
import { type Addressed, addressLabel, addressTitle } from "./addresses.ts";

/** Where a database is reached: the first address and how many more; all of them in the title. */
export function AddressLine({
  database,
  className,
}: {
  database: Addressed;
  className?: string | undefined;
}) {
  return (
    <span className={cn("font-mono text-xs text-ink-3", className)} title={addressTitle(database)}>
      {addressLabel(database)}
    </span>
  );
}
