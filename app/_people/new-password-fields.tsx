"use client";
import { Field } from "../_ui/field.tsx";

export interface NewPassword {
  password: string;
  again: string;
}

export const NO_PASSWORD: NewPassword = { password: "", again: "" };

/** Why the two do not make a password, before the server is asked; null when it may be. */
export const mismatchOf = ({ password, again }: NewPassword): string | null =>
  password === again ? null : "The two passwords are not the same.";

/** A new password, typed twice. */
export function NewPasswordFields({
  value,
  onChange,
}: {
  value: NewPassword;
  onChange: (value: NewPassword) => void;
}) {
  return (
    <>
      <Field
        label="New password"
        type="password"
        autoComplete="new-password"
        required
        minLength={12}
        maxLength={128}
        help="At least 12 characters. Length counts, not the kinds of signs: a few words in a row are fine. What everybody tries first is refused."
        value={value.password}
        onChange={(event) => onChange({ ...value, password: event.target.value })}
      />
      <Field
        label="New password again"
        type="password"
        autoComplete="new-password"
        required
        value={value.again}
        onChange={(event) => onChange({ ...value, again: event.target.value })}
      />
    </>
  );
}
