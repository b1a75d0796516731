"use client";
import { Tooltip } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";

const handle = Tooltip.createHandle<ReactNode>();

/** The one tooltip of the page; every `Hint` opens it with its own content. */
export function HintOutlet() {
  return (
    <Tooltip.Root handle={handle}>
      {({ payload }) => (
        <Tooltip.Portal>
          <Tooltip.Positioner sideOffset={6} className="z-50">
            <Tooltip.Popup className="max-w-80 rounded-md border border-line bg-panel px-2.5 py-1.5 text-xs text-ink-2 shadow-pop">
              {payload}
            </Tooltip.Popup>
          </Tooltip.Positioner>
        </Tooltip.Portal>
      )}
    </Tooltip.Root>
  );
}

/** Shows `content` on hover and focus of `children`, which must take the props of an element. */
export function Hint({ content, children }: { content: ReactNode; children: ReactElement }) {
  return (
    <Tooltip.Trigger
      handle={handle}
      payload={content}
      delay={250}
      closeOnClick={false}
      render={children}
    />
  );
}
