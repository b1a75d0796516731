"use client";
import { type FormEvent, useState } from "react";
import { Button } from "../_ui/button.tsx";
import { CopyButton } from "../_ui/copy-button.tsx";
import { Field } from "../_ui/field.tsx";
import { FormError } from "../_ui/form-error.tsx";
import { QrCode } from "./qr-code.tsx";
import { signInRequest } from "./sign-in-request.ts";

/** The picture for the authenticator app, and the first code as proof that it was taken. */
export function TwoFactorSetUp({
  uri,
  onDone,
  onCancel,
}: {
  uri: string;
  onDone: () => void;
  onCancel: () => void;
}) {
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await signInRequest("/two-factor/verify-totp", { code: code.trim() });
    setBusy(false);
    if (answer.ok) return onDone();
    setCode("");
    setRefusal(answer.message);
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <p className="text-ink-2">
        Take this picture with an authenticator app, then enter the code that it shows.
      </p>
      <div className="flex flex-wrap items-start gap-4">
        <QrCode text={uri} label="Picture for the authenticator app" />
        <div className="min-w-0 flex-1 basis-48">
          <p className="text-ink-3 text-xs">Or type this key:</p>
          <p className="flex items-start gap-1">
            <code className="font-mono text-code break-all">{secret}</code>
            <CopyButton text={secret} label="Copy key" />
          </p>
        </div>
      </div>
      <FormError message={refusal} />
      <Field
        label="Code"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={busy}>
          Turn on
        </Button>
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
