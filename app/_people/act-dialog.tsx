"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../_trpc/client.ts";
import type { NewLinkDto, PersonDto } from "../_trpc/types.ts";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { problemOf } from "./problem.ts";

export type Act = "link" | "two-factor" | "let-in" | "sign-out" | "disable" | "remove";

interface Words {
  title: string;
  description: string;
  action: string;
}

/** What an act ends, and what stays. */
function wordsOf(act: Act, { name, email, isInvited }: PersonDto): Words {
  switch (act) {
    case "link":
      return {
        title: isInvited ? `New invitation for ${name}?` : `Link for a new password of ${name}?`,
        description: `Whoever has the link can set the password of ${email} and sign in as them. Earlier links no longer work.`,
        action: "Make link",
      };
    case "two-factor":
      return {
        title: `Reset the second factor of ${name}?`,
        description:
          "From then on the password alone is enough, until they turn it on again. Their sessions end. Make sure that it is really they who asked.",
        action: "Reset second factor",
      };
    case "let-in":
      return {
        title: `Let ${name} in again?`,
        description:
          "Sign-in waits for them after wrong passwords or codes. Lifted, they can try at once, and so can whoever made those attempts: make sure that it was they.",
        action: "Let in again",
      };
    case "sign-out":
      return {
        title: `Sign ${name} out everywhere?`,
        description: "All their sessions end. They can sign in again.",
        action: "Sign out everywhere",
      };
    case "disable":
      return {
        title: `Disable ${name}?`,
        description:
          "Their sessions end at once and they cannot sign in. The account and what it did stay; runs that they started go on.",
        action: "Disable",
      };
    case "remove":
      return {
        title: `Remove ${name}?`,
        description: `The account of ${email} is deleted, and its sessions end. What they did stays in the audit; runs that they started go on.`,
        action: "Remove",
      };
  }
}

/** Asks before something is done to an account. */
export function ActDialog({
  person,
  act,
  onClose,
  onLink,
}: {
  person: PersonDto;
  act: Act | null;
  onClose: () => void;
  onLink: (link: NewLinkDto) => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const done = () => {
    onClose();
    void client.invalidateQueries({ queryKey: trpc.people.pathKey() });
  };
  const options = { meta: { quiet: true }, onSuccess: done };
  const acts = {
    link: useMutation(
      trpc.people.newLink.mutationOptions({
        meta: { quiet: true },
        onSuccess: (link) => {
          done();
          onLink(link);
        },
      }),
    ),
    "two-factor": useMutation(trpc.people.resetTwoFactor.mutationOptions(options)),
    "let-in": useMutation(trpc.people.letIn.mutationOptions(options)),
    "sign-out": useMutation(trpc.people.endSessionsOf.mutationOptions(options)),
    disable: useMutation(trpc.people.disable.mutationOptions(options)),
    remove: useMutation(trpc.people.remove.mutationOptions(options)),
  };
  if (act === null) return null;
  const { mutate, isPending, error, reset } = acts[act];
  const close = () => {
    reset();
    onClose();
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      {...wordsOf(act, person)}
      typed={act === "remove" ? person.name : null}
      busy={isPending}
      refusal={problemOf(error)}
      onConfirm={() => mutate({ id: person.id })}
    />
  );
}
