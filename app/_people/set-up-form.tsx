"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { FormError } from "../_ui/form-error.tsx";
import { AuthPanel } from "./auth-panel.tsx";
import { mismatchOf, NewPasswordFields, NO_PASSWORD } from "./new-password-fields.tsx";
import { NOBODY, PersonFields } from "./person-fields.tsx";
import { problemOf } from "./problem.ts";
import { signInRequest } from "./sign-in-request.ts";

/** The first page of a new installation: makes its administrator and signs them in. */
export function SetUpForm({ needsCode }: { needsCode: boolean }) {
  const trpc = useTRPC();
  const [person, setPerson] = useState(NOBODY);
  const [code, setCode] = useState("");
  const [chosen, setChosen] = useState(NO_PASSWORD);
  const [mismatch, setMismatch] = useState<string | null>(null);
  const create = useMutation(
    trpc.people.setUp.mutationOptions({
      meta: { quiet: true },
      onSuccess: async () => {
        const answer = await signInRequest("/sign-in/email", {
          email: person.email,
          password: chosen.password,
        });
        window.location.assign(answer.ok ? "/" : "/sign-in");
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = mismatchOf(chosen);
    setMismatch(found);
    if (found) return;
    const { password } = chosen;
    create.mutate({ ...person, password, ...(needsCode ? { code } : {}) });
  };
  return (
    <AuthPanel
      title="Set up Holdfast"
      lead="Nobody has an account yet. Yours will be the administrator's: it may do everything, and invite others. There is no default password."
    >
      <form onSubmit={submit} className="mt-4 grid gap-2">
        <FormError message={mismatch ?? problemOf(create.error)} />
        {needsCode ? <CodeField code={code} onChange={setCode} /> : null}
        <PersonFields person={person} isReader onChange={setPerson} />
        <NewPasswordFields value={chosen} onChange={setChosen} />
        <Button type="submit" look="primary" busy={create.isPending || create.isSuccess}>
          Create administrator
        </Button>
      </form>
    </AuthPanel>
  );
}

function CodeField({ code, onChange }: { code: string; onChange: (code: string) => void }) {
  return (
    <Field
      label="Set-up code"
      required
      autoComplete="off"
      spellCheck={false}
      help="Others can reach this address too. The code stands in the log of the server, in the line that begins with “set-up code”."
      value={code}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
