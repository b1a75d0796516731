"use client";
import { type ComponentProps, cloneElement, type ReactElement, type ReactNode } from "react";
import { Hint } from "../_ui/hint.tsx";
import type { Right } from "./permission.ts";
import { useMay } from "./use-may.ts";

/**
 * A button, menu trigger or field that takes a right. Without it, it is disabled and says why on hover and focus; it is
 * not hidden, so that everybody sees what there is.
 */
export function Allowed({
  right,
  children,
}: {
  right: Right;
  children: ReactElement<{ disabled?: boolean; "aria-describedby"?: string }>;
}) {
  const { may, why } = useMay(right);
  if (may) return children;
  return (
    <Hint content={why}>
      {/* a disabled button takes no focus: this does, and reads the reason */}
      <span
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the reason must be reachable by keyboard
        tabIndex={0}
        role="note"
        aria-label={why ?? undefined}
        className="inline-flex max-w-full rounded-md"
      >
        {cloneElement(children, { disabled: true })}
      </span>
    </Hint>
  );
}

/** The fields of a form that takes a right: all disabled without it, with the reason above them. */
export function AllowedFields({
  right,
  children,
  className,
}: {
  right: Right;
  children: ReactNode;
  className?: string;
}) {
  const { may, why } = useMay(right);
  return (
    <fieldset disabled={!may} className={`min-w-0 ${className ?? ""}`}>
      {why ? <p className="mb-3 text-ink-3 text-xs">{why}</p> : null}
      {children}
    </fieldset>
  );
}

/** A link to something that takes a right, such as a download; without it, what looks like a disabled button. */
export function AllowedLink({ right, ...rest }: ComponentProps<"a"> & { right: Right }) {
  const { may } = useMay(right);
  if (may) return <a {...rest} />;
  return (
    <Allowed right={right}>
      <button type="button" className={rest.className}>
        {rest.children}
      </button>
    </Allowed>
  );
}
