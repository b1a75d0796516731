import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { ScrollArea } from "./scroll-area.tsx";

/** A table that scrolls inside its panel when it is wider; name it with `label`. */
export function Table({ label, className, ...rest }: ComponentProps<"table"> & { label: string }) {
  return (
    <ScrollArea label={`${label}, scrolls sideways`} className="overflow-x-auto">
      <table {...rest} aria-label={label} className={cn("w-full border-collapse", className)} />
    </ScrollArea>
  );
}

/** A heading cell of a column. `numeric` columns are right-aligned. */
export function Th({
  numeric = false,
  className,
  ...rest
}: ComponentProps<"th"> & { numeric?: boolean }) {
  return (
    <th
      scope="col"
      {...rest}
      className={cn(
        "border-line border-b px-4 py-2 text-left text-xs font-medium whitespace-nowrap text-ink-3 max-sm:px-2.5",
        numeric && "text-right",
        className,
      )}
    />
  );
}

/** A cell. */
export function Td({
  numeric = false,
  className,
  ...rest
}: ComponentProps<"td"> & { numeric?: boolean }) {
  return (
    <td
      {...rest}
      className={cn(
        "border-line border-b px-4 py-2.5 align-top in-[tr:last-child]:border-b-0 max-sm:px-2.5",
        numeric && "text-right whitespace-nowrap",
        className,
      )}
    />
  );
}
