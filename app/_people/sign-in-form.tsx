"use client";
import { type FormEvent, useState } from "react";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { FormError } from "../_ui/form-error.tsx";
import { AuthPanel } from "./auth-panel.tsx";
import { CodeForm } from "./code-form.tsx";
import { becauseOf, signInRequest } from "./sign-in-request.ts";

/** Leaves for a page with all that is known now: nothing of an earlier visitor stays in memory. */
const go = (path: string): void => window.location.assign(path);

/** E-mail address and password, then the second factor where there is one; or the identity provider. */
export function SignInForm({
  next,
  error,
  singleSignOn,
}: {
  next: string;
  error: string | null;
  singleSignOn: string | null;
}) {
  const [needsCode, setNeedsCode] = useState(false);
  if (needsCode) return <CodeForm onSignedIn={() => go(next)} onBack={() => setNeedsCode(false)} />;
  return (
    <AuthPanel title="Sign in">
      <PasswordForm
        error={error}
        onDone={(wantsCode) => (wantsCode ? setNeedsCode(true) : go(next))}
      />
      {singleSignOn ? <SingleSignOn label={singleSignOn} next={next} /> : null}
      <p className="mt-5 text-xs text-ink-3">
        Forgotten the password? Ask an administrator for a link, or run{" "}
        <code className="font-mono">npm run reset-password</code> on the server.
      </p>
    </AuthPanel>
  );
}

function PasswordForm({
  error,
  onDone,
}: {
  error: string | null;
  onDone: (needsCode: boolean) => void;
}) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState(error ? becauseOf(error) : null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setRefusal(null);
    const answer = await signInRequest<{ twoFactorRedirect?: boolean }>("/sign-in/email", {
      email,
      password,
    });
    if (answer.ok) return onDone(answer.data.twoFactorRedirect === true);
    setBusy(false);
    setRefusal(answer.message);
  };
  return (
    <form onSubmit={submit} className="mt-4 grid gap-2">
      <FormError message={refusal} />
      <Field
        label="E-mail address"
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field
        label="Password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" look="primary" busy={busy}>
        Sign in
      </Button>
    </form>
  );
}

function SingleSignOn({ label, next }: { label: string; next: string }) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const start = async () => {
    setBusy(true);
    setRefusal(null);
    const answer = await signInRequest<{ url?: string }>("/sign-in/social", { next });
    if (answer.ok && answer.data.url) return go(answer.data.url);
    setBusy(false);
    setRefusal(answer.ok ? becauseOf("provider_unusable") : answer.message);
  };
  return (
    <div className="mt-4 grid gap-3 border-line border-t pt-4">
      <FormError message={refusal} />
      <Button busy={busy} onClick={start}>
        {label}
      </Button>
    </div>
  );
}
