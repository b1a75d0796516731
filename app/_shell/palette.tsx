"use client";
import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { PaletteDialog } from "./palette-dialog.tsx";

/** The search button; ⌘K or Ctrl-K opens it from anywhere. Only the wide one listens for the keys. */
export function Palette({ compact = false }: { compact?: boolean }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (compact) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((now) => !now);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [compact]);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-label="Search"
        className={
          compact
            ? "flex size-8 items-center justify-center rounded-md text-ink-2"
            : "flex w-full items-center gap-2 rounded-md border border-line-strong bg-panel px-2 py-1.5 text-ink-2 shadow-panel hover:text-ink"
        }
      >
        <Search className="size-3.5" aria-hidden="true" />
        {compact ? null : (
          <>
            <span className="flex-1 text-left">Search</span>
            <kbd className="font-mono text-xs text-ink-3">⌘K</kbd>
          </>
        )}
      </button>
      <PaletteDialog open={open} onOpenChange={setOpen} />
    </>
  );
}
