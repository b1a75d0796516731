import { cn } from "./cn.ts";

/** How far something is; `fraction` null means under way, of unknown length. */
export function ProgressBar({
  label,
  fraction,
  text,
  className,
}: {
  label: string;
  fraction: number | null;
  /** What a screen reader says instead of the bare percentage. */
  text?: string;
  className?: string;
}) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(fraction === null ? {} : { "aria-valuenow": Math.floor(fraction * 100) })}
      {...(text ? { "aria-valuetext": text } : {})}
      className={cn("h-1.5 overflow-hidden rounded-full bg-sunk ring-1 ring-line", className)}
    >
      {fraction === null ? (
        <div className="h-full w-1/3 rounded-full bg-run motion-safe:animate-slide" />
      ) : (
        <div
          className="h-full rounded-full bg-run motion-safe:transition-[width] motion-safe:duration-300"
          style={{ width: `${fraction * 100}%` }}
        />
      )}
    </div>
  );
}
