"use client";
import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";

/** A dialog in the middle of the page; Escape and a click beside it close it. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.35)]" />
        <Base.Popup className="fixed top-1/2 left-1/2 z-40 max-h-[calc(100dvh-32px)] w-[min(520px,calc(100vw-32px))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-lg border border-line bg-panel p-5 shadow-pop">
          <Base.Title className="text-base font-semibold">{title}</Base.Title>
          {description ? (
            <Base.Description render={<div />} className="mt-1 text-ink-2">
              {description}
            </Base.Description>
          ) : null}
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
