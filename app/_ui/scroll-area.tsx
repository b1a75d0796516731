import type { ReactNode, Ref } from "react";
import { cn } from "./cn.ts";

/** A named region that scrolls, reachable by keyboard. */
export function ScrollArea({
  label,
  className,
  children,
  ...rest
}: {
  label: string;
  className?: string;
  children: ReactNode;
  ref?: Ref<HTMLElement>;
  onScroll?: () => void;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section {...rest} tabIndex={0} aria-label={label} className={cn("relative", className)}>
      {children}
    </section>
  );
}
