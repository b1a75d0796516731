"use client";
import { type FormEvent, useState } from "react";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { FormError } from "../_ui/form-error.tsx";
import { AuthPanel } from "./auth-panel.tsx";
import { signInRequest } from "./sign-in-request.ts";

/** The second step of a sign-in: a code of the authenticator app, or a recovery code. */
export function CodeForm({ onSignedIn, onBack }: { onSignedIn: () => void; onBack: () => void }) {
  const [isRecovery, setIsRecovery] = useState(false);
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setRefusal(null);
    const path = isRecovery ? "/two-factor/verify-backup-code" : "/two-factor/verify-totp";
    const answer = await signInRequest(path, { code: code.trim() });
    if (answer.ok) return onSignedIn();
    setBusy(false);
    setCode("");
    setRefusal(answer.message);
  };
  const change = () => {
    setIsRecovery(!isRecovery);
    setCode("");
    setRefusal(null);
  };
  return (
    <AuthPanel
      title="Second step"
      lead={
        isRecovery
          ? "Enter one of the recovery codes that you kept. It works once."
          : "Enter the six digits that your authenticator app shows for Holdfast."
      }
    >
      <form onSubmit={submit} className="mt-4 grid gap-2">
        <FormError message={refusal} />
        <Field
          key={`${isRecovery}`}
          label={isRecovery ? "Recovery code" : "Code"}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          autoComplete="one-time-code"
          inputMode={isRecovery ? "text" : "numeric"}
          spellCheck={false}
          autoFocus
          required
        />
        <Button type="submit" look="primary" busy={busy}>
          Sign in
        </Button>
      </form>
      <div className="mt-4 flex flex-wrap justify-between gap-2">
        <Button look="quiet" size="small" onClick={change}>
          {isRecovery ? "Use the authenticator app" : "Use a recovery code"}
        </Button>
        <Button look="quiet" size="small" onClick={onBack}>
          Back
        </Button>
      </div>
    </AuthPanel>
  );
}
