"use client";
import { type FormEvent, useState } from "react";
import { cn } from "./cn.ts";
import { inputStyle } from "./field.tsx";

interface Draft {
  over: string;
  text: string;
  problem: string | null;
}

/** A text that counts once it is left or Enter is pressed. `read` says what is wrong with it. */
export function DraftInput({
  label,
  value,
  placeholder,
  className,
  read,
}: {
  label: string;
  value: string;
  placeholder?: string;
  className: string;
  read: (text: string) => string | null;
}) {
  /** What was typed, until it is taken or the value under it changes. */
  const [draft, setDraft] = useState<Draft | null>(null);
  const current = draft?.over === value ? draft : null;
  const text = current?.text ?? value;
  const problem = current?.problem ?? null;
  const take = () => {
    const refused = text === value ? null : read(text);
    setDraft(refused === null ? null : { over: value, text, problem: refused });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take();
  };
  return (
    <form noValidate onSubmit={submit} className={cn("min-w-0", className)}>
      <input
        aria-label={label}
        aria-invalid={problem ? true : undefined}
        title={label}
        value={text}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setDraft({ over: value, text: event.target.value, problem: null })}
        onBlur={take}
        className={cn(inputStyle, "font-mono text-code")}
      />
      {problem ? (
        <p role="alert" className="mt-1 text-xs text-bad">
          {problem}
        </p>
      ) : null}
    </form>
  );
}
