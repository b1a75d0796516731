"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { MeDto, NewLinkDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog } from "../_ui/dialog.tsx";
import { FormError } from "../_ui/form-error.tsx";
import { LinkDialog } from "./link-dialog.tsx";
import { NOBODY, PersonFields } from "./person-fields.tsx";
import { problemOf } from "./problem.ts";
import { RoleChoice } from "./role-choice.tsx";

/** Makes an account for somebody, who sets their own password by a link. */
export function InvitePerson() {
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<{ name: string; link: NewLinkDto } | null>(null);
  return (
    <>
      <Button look="primary" size="small" onClick={() => setOpen(true)}>
        Invite
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Invite somebody"
        description="They set their own password with a link that you give them."
      >
        <InviteForm
          onCancel={() => setOpen(false)}
          onMade={(name, link) => {
            setOpen(false);
            setMade({ name, link });
          }}
        />
      </Dialog>
      <LinkDialog name={made?.name ?? ""} link={made?.link ?? null} onClose={() => setMade(null)} />
    </>
  );
}

function InviteForm({
  onCancel,
  onMade,
}: {
  onCancel: () => void;
  onMade: (name: string, link: NewLinkDto) => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [person, setPerson] = useState(NOBODY);
  const [role, setRole] = useState<MeDto["role"]>("viewer");
  const invite = useMutation(
    trpc.people.invite.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ link }) => {
        void client.invalidateQueries({ queryKey: trpc.people.pathKey() });
        onMade(person.name.trim(), link);
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ ...person, role });
  };
  return (
    <form onSubmit={submit} className="mt-4 grid gap-2">
      <PersonFields person={person} isReader={false} onChange={setPerson} />
      <RoleChoice value={role} onChange={setRole} />
      <FormError message={problemOf(invite.error)} />
      <div className="mt-2 flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" look="primary" busy={invite.isPending}>
          Invite
        </Button>
      </div>
    </form>
  );
}
