import { Field } from "../_ui/field.tsx";

export interface PersonDraft {
  name: string;
  email: string;
}
export const NOBODY: PersonDraft = { name: "", email: "" };

/** Who an account is for. */
export function PersonFields({
  person,
  isReader,
  onChange,
}: {
  person: PersonDraft;
  /** It is the one who types: the browser may help. */
  isReader: boolean;
  onChange: (person: PersonDraft) => void;
}) {
  return (
    <>
      <Field
        label="Name"
        required
        maxLength={100}
        autoComplete={isReader ? "name" : "off"}
        value={person.name}
        onChange={(event) => onChange({ ...person, name: event.target.value })}
      />
      <Field
        label="E-mail address"
        type="email"
        required
        autoComplete={isReader ? "username" : "off"}
        help="To sign in with. Nothing is sent to it."
        value={person.email}
        onChange={(event) => onChange({ ...person, email: event.target.value })}
      />
    </>
  );
}
