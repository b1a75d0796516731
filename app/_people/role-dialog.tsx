"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { PersonDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog } from "../_ui/dialog.tsx";
import { FormError } from "../_ui/form-error.tsx";
import { problemOf } from "./problem.ts";
import { RoleChoice } from "./role-choice.tsx";

/** Gives somebody another role. */
export function RoleDialog({
  person,
  open,
  onClose,
}: {
  person: PersonDto;
  open: boolean;
  onClose: () => void;
}) {
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={`Role of ${person.name}`}
    >
      <RoleForm person={person} onClose={onClose} />
    </Dialog>
  );
}

function RoleForm({ person, onClose }: { person: PersonDto; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [role, setRole] = useState(person.role);
  const change = useMutation(
    trpc.people.changeRole.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        onClose();
        void client.invalidateQueries({ queryKey: trpc.people.pathKey() });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ id: person.id, role });
  };
  return (
    <form onSubmit={submit} className="mt-4 grid gap-4">
      <RoleChoice value={role} onChange={setRole} />
      <FormError message={problemOf(change.error)} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          type="submit"
          look="primary"
          disabled={role === person.role}
          busy={change.isPending}
        >
          Change role
        </Button>
      </div>
    </form>
  );
}
