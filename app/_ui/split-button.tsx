"use client";
import { ChevronDown } from "lucide-react";
import { Button, buttonStyle } from "./button.tsx";
import { cn } from "./cn.ts";
import { Menu, type MenuEntry } from "./menu.tsx";

/** One click does the usual thing; the arrow offers the others and says what each will do. */
export function SplitButton({
  label,
  menuLabel,
  look,
  busy,
  onClick,
  entries,
  describes,
  disabled = false,
}: {
  label: string;
  menuLabel: string;
  look: "plain" | "primary";
  busy: boolean;
  disabled?: boolean;
  onClick: () => void;
  entries: MenuEntry[];
  /** What the button is about, for screen readers in lists with many of them. */
  describes?: string;
}) {
  const about = describes ? ` ${describes}` : "";
  return (
    <span className="inline-flex">
      <Button
        look={look}
        busy={busy}
        disabled={disabled}
        onClick={onClick}
        aria-label={describes ? `${label}:${about}` : undefined}
        className="rounded-r-none"
      >
        {label}
      </Button>
      <Menu
        entries={entries}
        trigger={
          <button
            type="button"
            disabled={busy || disabled}
            aria-label={describes ? `${menuLabel}:${about}` : menuLabel}
            className={cn(
              buttonStyle({ look }),
              "-ml-px rounded-l-none px-1.5",
              look === "primary" && "border-l-paper/30",
            )}
          >
            <ChevronDown className="size-4" aria-hidden="true" />
          </button>
        }
      />
    </span>
  );
}
