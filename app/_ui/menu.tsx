"use client";
import { Menu as Base } from "@base-ui/react/menu";
import { type ReactElement, useId } from "react";

export interface MenuEntry {
  label: string;
  /** What will happen, one line. */
  note?: string;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
}

/** A menu behind `trigger`, which must take the props of a button. */
export function Menu({ trigger, entries }: { trigger: ReactElement; entries: MenuEntry[] }) {
  const id = useId();
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align="end" sideOffset={4} className="z-30">
          <Base.Popup className="max-w-80 min-w-52 rounded-lg border border-line bg-panel p-1 shadow-pop focus:outline-none">
            {entries.map((entry, at) => (
              <Base.Item
                key={entry.label}
                aria-label={entry.label}
                aria-describedby={entry.note ? `${id}-${at}` : undefined}
                disabled={entry.disabled ?? false}
                onClick={entry.onSelect}
                className={`cursor-default rounded-md px-2.5 py-1.5 outline-none data-disabled:opacity-55 data-highlighted:bg-sunk ${entry.danger ? "text-bad" : ""}`}
              >
                <div className="font-medium">{entry.label}</div>
                {entry.note ? (
                  <div id={`${id}-${at}`} className="text-xs text-ink-2">
                    {entry.note}
                  </div>
                ) : null}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
