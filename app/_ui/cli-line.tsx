"use client";
import { CopyButton } from "./copy-button.tsx";
import { ScrollArea } from "./scroll-area.tsx";

/** The command that does the same, ready to paste. */
export function CliLine({ command, label }: { command: string; label: string }) {
  return (
    <div className="flex min-w-0 items-center gap-2 rounded-md border border-line bg-sunk py-1 pr-1 pl-3">
      <ScrollArea label={label} className="min-w-0 flex-1 overflow-x-auto">
        <code className="font-mono text-code whitespace-nowrap text-ink-2">{command}</code>
      </ScrollArea>
      <CopyButton text={command} label="Copy command" />
    </div>
  );
}
