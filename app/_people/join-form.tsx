"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { LinkDto } from "../_trpc/types.ts";
import { Button, ButtonLink } from "../_ui/button.tsx";
import { FormError } from "../_ui/form-error.tsx";
import { Skeleton } from "../_ui/states.tsx";
import { AuthPanel } from "./auth-panel.tsx";
import { mismatchOf, NewPasswordFields, NO_PASSWORD } from "./new-password-fields.tsx";
import { problemOf } from "./problem.ts";
import { signInRequest } from "./sign-in-request.ts";

const NO_LINK = "this page is opened by a link that an administrator gives you";

/** Where a link of an invitation or of a forgotten password leads: sets the password and signs in. */
export function JoinForm() {
  const trpc = useTRPC();
  const [token, setToken] = useState<string | null>(null);
  const look = useMutation(trpc.people.link.mutationOptions({ meta: { quiet: true } }));
  const ask = look.mutate;
  useEffect(() => {
    // the token is behind the #, so that it is sent nowhere but with what asks for it
    const found = window.location.hash.slice(1);
    setToken(found);
    if (found !== "") ask({ token: found });
  }, [ask]);
  if (token === "" || look.error)
    return (
      <AuthPanel
        title="This link does not work"
        lead={problemOf(look.error ?? { message: NO_LINK })}
      >
        <div className="mt-4">
          <ButtonLink href="/sign-in">To sign-in</ButtonLink>
        </div>
      </AuthPanel>
    );
  if (!token || !look.data)
    return (
      <AuthPanel title="Set a password">
        <div role="status" aria-label="Loading the link">
          <Skeleton className="mt-2 h-24" />
        </div>
      </AuthPanel>
    );
  return <PasswordOf link={look.data} token={token} />;
}

function PasswordOf({ link, token }: { link: LinkDto; token: string }) {
  const trpc = useTRPC();
  const [chosen, setChosen] = useState(NO_PASSWORD);
  const [mismatch, setMismatch] = useState<string | null>(null);
  const set = useMutation(
    trpc.people.redeemLink.mutationOptions({
      meta: { quiet: true },
      onSuccess: async () => {
        const { password } = chosen;
        const answer = await signInRequest<{ twoFactorRedirect?: boolean }>("/sign-in/email", {
          email: link.email,
          password,
        });
        const isIn = answer.ok && answer.data.twoFactorRedirect !== true;
        window.location.assign(isIn ? "/" : "/sign-in");
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = mismatchOf(chosen);
    setMismatch(found);
    if (!found) set.mutate({ token, password: chosen.password });
  };
  return (
    <AuthPanel
      title={link.purpose === "invite" ? `Welcome, ${link.name}` : "Set a new password"}
      lead={
        <>
          You will sign in as <b className="font-medium text-ink">{link.email}</b>.
          {link.purpose === "reset" ? " All other sessions of this account end." : null}
        </>
      }
    >
      <form onSubmit={submit} className="mt-4 grid gap-2">
        <input type="hidden" name="username" autoComplete="username" value={link.email} readOnly />
        <FormError message={mismatch ?? problemOf(set.error)} />
        <NewPasswordFields value={chosen} onChange={setChosen} />
        <Button type="submit" look="primary" busy={set.isPending || set.isSuccess}>
          Set password and sign in
        </Button>
      </form>
    </AuthPanel>
  );
}
