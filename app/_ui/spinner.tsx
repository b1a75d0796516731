import { cn } from "./cn.ts";

/** A small turning ring; says nothing by itself to a screen reader. */
export function Spinner({ className }: { className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn(
        "size-3 rounded-full border-2 border-current border-r-transparent motion-safe:animate-turn",
        className,
      )}
    />
  );
}
