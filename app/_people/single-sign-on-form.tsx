"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { SingleSignOnDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { CopyButton } from "../_ui/copy-button.tsx";
import { Checkbox, Field, inputStyle } from "../_ui/field.tsx";
import { FormError } from "../_ui/form-error.tsx";
import { problemOf } from "./problem.ts";
import { RoleChoice } from "./role-choice.tsx";
import { type Draft, draftOf, settingsOf } from "./single-sign-on-draft.ts";

type Change = (change: Partial<Draft>) => void;

/** The identity provider, and who may come in by it. */
export function SingleSignOnForm({
  before,
  onDone,
}: {
  before: SingleSignOnDto | null;
  onDone: () => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(before));
  const [problem, setProblem] = useState<string | null>(null);
  const save = useMutation(
    trpc.people.saveSingleSignOn.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: trpc.people.pathKey() });
        onDone();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = settingsOf(draft);
    setProblem(read.ok ? null : read.problem);
    if (read.ok) save.mutate(read.settings);
  };
  const change: Change = (some) => setDraft({ ...draft, ...some });
  return (
    <form onSubmit={submit} className="grid max-w-2xl gap-3">
      <Provider draft={draft} change={change} isNew={before === null} />
      <Newcomers draft={draft} change={change} />
      <Groups draft={draft} change={change} />
      <Checkbox
        label="Single sign-on is on"
        help="Its button stands on the sign-in page. Passwords go on working beside it."
        checked={draft.enabled}
        onChange={(event) => change({ enabled: event.target.checked })}
      />
      <FormError message={problem ?? problemOf(save.error)} />
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={save.isPending}>
          Save single sign-on
        </Button>
        <Button look="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

interface PartProps {
  draft: Draft;
  change: Change;
}

function Provider({ draft, change, isNew }: PartProps & { isNew: boolean }) {
  const callback = `${window.location.origin}/api/auth/callback/oidc`;
  return (
    <>
      <Note>
        <p>Tell the identity provider this redirect address:</p>
        <p className="flex items-start gap-1">
          <code className="font-mono text-code break-all text-ink">{callback}</code>
          <CopyButton text={callback} label="Copy redirect address" />
        </p>
      </Note>
      <Field
        label="Issuer"
        type="url"
        required
        placeholder="https://id.example.com"
        help="As the provider calls itself; its settings are read from there."
        value={draft.issuer}
        onChange={(event) => change({ issuer: event.target.value })}
      />
      <Field
        label="Client id"
        required
        autoComplete="off"
        value={draft.clientId}
        onChange={(event) => change({ clientId: event.target.value })}
      />
      <Field
        label="Client secret"
        type="password"
        autoComplete="off"
        required={isNew}
        help={isNew ? "Kept sealed, never shown again." : "Left empty, it stays as it is."}
        value={draft.secret}
        onChange={(event) => change({ secret: event.target.value })}
      />
      <Field
        label="Words on the button"
        required
        value={draft.label}
        onChange={(event) => change({ label: event.target.value })}
      />
    </>
  );
}

function Newcomers({ draft, change }: PartProps) {
  return (
    <>
      <Checkbox
        label="Let in people who are not known here"
        help="Without this, only those who were invited with the same e-mail address can use it."
        checked={draft.newcomers}
        onChange={(event) => change({ newcomers: event.target.checked })}
      />
      {draft.newcomers ? (
        <>
          <RoleChoice
            legend="Role of newcomers"
            value={draft.defaultRole}
            onChange={(defaultRole) => change({ defaultRole })}
          />
          <Field
            label="Only from these e-mail domains"
            placeholder="example.com, example.org"
            help="Empty: from any domain that the provider vouches for."
            value={draft.domains}
            onChange={(event) => change({ domains: event.target.value })}
          />
        </>
      ) : null}
    </>
  );
}

function Groups({ draft, change }: PartProps) {
  const id = useId();
  return (
    <>
      <Field
        label="Claim that lists groups"
        placeholder="groups"
        help="Empty: roles are given here, by hand."
        value={draft.groupClaim}
        onChange={(event) => change({ groupClaim: event.target.value })}
      />
      {draft.groupClaim.trim() === "" ? null : (
        <div>
          <label htmlFor={id} className="mb-1 block font-medium">
            Roles of groups
          </label>
          <textarea
            id={id}
            rows={3}
            placeholder={"backup-admins: administrator\ndba: operator"}
            value={draft.groupRoles}
            onChange={(event) => change({ groupRoles: event.target.value })}
            className={`${inputStyle} h-auto py-1.5 font-mono`}
          />
          <p className="mt-1 text-ink-3 text-xs">
            One a line. At each sign-in the highest role of somebody's groups becomes theirs; who is
            in none of them keeps the role they have.
          </p>
        </div>
      )}
    </>
  );
}

const Note = ({ children }: { children: ReactNode }) => (
  <div className="text-ink-2">{children}</div>
);
