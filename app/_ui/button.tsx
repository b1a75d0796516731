"use client";
import { cva, type VariantProps } from "class-variance-authority";
import Link from "next/link";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { Spinner } from "./spinner.tsx";

export const buttonStyle = cva(
  "inline-flex h-8 shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border text-sm font-medium select-none disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:opacity-55",
  {
    variants: {
      look: {
        plain:
          "border-line-strong bg-panel text-ink shadow-panel hover:not-disabled:border-ink-3 hover:not-disabled:bg-sunk",
        primary: "border-ink bg-ink text-paper shadow-panel hover:not-disabled:opacity-90",
        quiet:
          "border-transparent text-ink-2 hover:not-disabled:bg-sunk hover:not-disabled:text-ink",
        danger: "border-line-strong bg-panel text-bad shadow-panel hover:not-disabled:bg-bad-soft",
        destroy: "border-bad bg-bad text-panel hover:not-disabled:opacity-90",
      },
      size: { normal: "px-3", small: "h-7 px-2.5 text-xs", icon: "w-8" },
    },
    defaultVariants: { look: "plain", size: "normal" },
  },
);

type Look = VariantProps<typeof buttonStyle>;

/** A button. `busy` keeps its width and says that its action is under way. */
export function Button({
  look,
  size,
  busy = false,
  className,
  children,
  ...rest
}: ComponentProps<"button"> & Look & { busy?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
      className={cn(buttonStyle({ look, size }), "relative", className)}
    >
      <span className={cn("inline-flex items-center gap-1.5", busy && "opacity-0")}>
        {children}
      </span>
      {busy ? <Spinner className="absolute" /> : null}
    </button>
  );
}

/** A link that looks like a button, for moving to another page. */
export function ButtonLink({ look, size, className, ...rest }: ComponentProps<typeof Link> & Look) {
  return <Link {...rest} className={cn(buttonStyle({ look, size }), className)} />;
}
