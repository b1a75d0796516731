"use client";
import type { NewLinkDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { CopyButton } from "../_ui/copy-button.tsx";
import { Dialog } from "../_ui/dialog.tsx";
import { Time } from "../_ui/figures.tsx";

/** A link that is shown this once: nothing is sent by mail, who made it hands it over. */
export function LinkDialog({
  name,
  link,
  onClose,
}: {
  name: string;
  link: NewLinkDto | null;
  onClose: () => void;
}) {
  if (!link) return null;
  const url = `${window.location.origin}${link.path}`;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Link for ${name}`}
      description="Give it to them in a way that nobody else reads. It works once, is not shown again, and lets whoever opens it set the password."
    >
      <div className="mt-4 flex items-start gap-2 rounded-md border border-line bg-sunk p-3">
        <code data-testid="link" className="min-w-0 flex-1 font-mono text-code break-all">
          {url}
        </code>
        <CopyButton text={url} label="Copy link" />
      </div>
      <p className="mt-2 text-ink-3 text-xs">
        Works until <Time at={link.expiresAt} exact />.
      </p>
      <div className="mt-4 flex justify-end">
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </Dialog>
  );
}
