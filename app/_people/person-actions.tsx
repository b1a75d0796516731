"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { useTRPC } from "../_trpc/client.ts";
import type { NewLinkDto, PersonDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Menu, type MenuEntry } from "../_ui/menu.tsx";
import { type Act, ActDialog } from "./act-dialog.tsx";
import { LinkDialog } from "./link-dialog.tsx";
import { RoleDialog } from "./role-dialog.tsx";

type Asked = Act | "role";

const entryFor =
  (ask: (act: Asked) => void) =>
  (label: string, act: Asked, note: string, danger = false): MenuEntry => ({
    label,
    note,
    danger,
    onSelect: () => ask(act),
  });

/** What can be done about a person; each asks first and says what it ends. */
export function PersonActions({ person }: { person: PersonDto }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [link, setLink] = useState<NewLinkDto | null>(null);
  const refresh = () => void client.invalidateQueries({ queryKey: trpc.people.pathKey() });
  const enable = useMutation(
    trpc.people.enable.mutationOptions({
      onSuccess: () => {
        toast(`${person.name} may sign in again`);
        refresh();
      },
    }),
  );
  const entry = entryFor(setAsked);
  const entries: MenuEntry[] = [
    entry("Change role", "role", "Holds from the next click on."),
    entry(
      person.isInvited ? "New invitation link" : "Link for a new password",
      "link",
      "Shown once, works once.",
    ),
    ...(person.hasTwoFactor
      ? [entry("Reset second factor", "two-factor", "For who has lost the phone and the codes.")]
      : []),
    ...(person.waitsUntil
      ? [entry("Let in again", "let-in", "Lifts the wait after wrong passwords or codes.")]
      : []),
    ...(person.sessions > 0
      ? [entry("Sign out everywhere", "sign-out", "Ends all sessions.")]
      : []),
    person.disabledAt
      ? {
          label: "Enable",
          note: "May sign in again.",
          onSelect: () => enable.mutate({ id: person.id }),
        }
      : entry("Disable", "disable", "Out at once; the account stays."),
    entry("Remove", "remove", "Deletes the account.", true),
  ];
  return (
    <>
      <Menu
        entries={entries}
        trigger={
          <Button look="quiet" size="icon" aria-label={`Actions for ${person.name}`}>
            <Ellipsis className="size-4" aria-hidden="true" />
          </Button>
        }
      />
      <RoleDialog person={person} open={asked === "role"} onClose={() => setAsked(null)} />
      <ActDialog
        person={person}
        act={asked === "role" ? null : asked}
        onClose={() => setAsked(null)}
        onLink={setLink}
      />
      <LinkDialog name={person.name} link={link} onClose={() => setLink(null)} />
    </>
  );
}
