"use client";
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { FormError } from "./form-error.tsx";

interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** Names what will be lost and what stays. */
  description: ReactNode;
  /** What must be typed; null when nothing is lost for good. */
  typed: string | null;
  action: string;
  busy: boolean;
  /** Why the action was refused, when it was. */
  refusal?: string | null | undefined;
  onConfirm: (typed: string) => void;
  children?: ReactNode;
}

/** Asks before something is lost; what is lost for good must be typed by name. */
export function ConfirmDialog(props: ConfirmProps) {
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title={props.title}
      description={props.description}
    >
      <ConfirmForm {...props} />
    </Dialog>
  );
}

function ConfirmForm({
  typed,
  action,
  busy,
  refusal,
  onConfirm,
  onOpenChange,
  children,
}: ConfirmProps) {
  const [value, setValue] = useState("");
  const ready = typed === null || value === typed;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !busy) onConfirm(value);
  };
  return (
    <form onSubmit={submit} className="mt-4 grid gap-4">
      {children}
      {typed === null ? null : (
        <Field
          label={`Type ${typed} to confirm`}
          value={value}
          onChange={(event) => setValue(event.target.value)}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      <FormError message={refusal} />
      <div className="flex justify-end gap-2">
        <Button onClick={() => onOpenChange(false)}>Keep it</Button>
        <Button type="submit" look="destroy" disabled={!ready} busy={busy}>
          {action}
        </Button>
      </div>
    </form>
  );
}
