"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { useTRPC } from "../_trpc/client.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { FormError } from "../_ui/form-error.tsx";
import { Panel } from "../_ui/panel.tsx";
import { useMe } from "./me.tsx";
import { problemOf } from "./problem.ts";

/** One's own name. */
export function ProfilePanel() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const me = useMe();
  const [name, setName] = useState(me.name);
  const save = useMutation(
    trpc.people.rename.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        toast("Name saved");
        void client.invalidateQueries({ queryKey: trpc.people.pathKey() });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ name });
  };
  return (
    <Panel title="Name">
      <form onSubmit={submit} className="grid justify-items-start gap-2">
        <FormError message={problemOf(save.error)} />
        <Field
          className="w-full"
          label="Name"
          required
          maxLength={100}
          autoComplete="name"
          help="Stands beside what you do, in the audit too."
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" busy={save.isPending} disabled={name.trim() === me.name}>
          Save name
        </Button>
      </form>
    </Panel>
  );
}
