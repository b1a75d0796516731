"use client";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { FormError } from "../_ui/form-error.tsx";
import { Panel } from "../_ui/panel.tsx";
import { Pill } from "../_ui/pill.tsx";
import { useMe } from "./me.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { signInRequest } from "./sign-in-request.ts";
import { TwoFactorSetUp } from "./two-factor-set-up.tsx";

type Stage =
  | { at: "rest" }
  | { at: "asks"; for: "on" | "off" | "codes" }
  | { at: "set-up"; uri: string; codes: string[] }
  | { at: "codes"; codes: string[] };

const ASKS = {
  on: { path: "/two-factor/enable", action: "Continue" },
  off: { path: "/two-factor/disable", action: "Turn off" },
  codes: { path: "/two-factor/generate-backup-codes", action: "Make new codes" },
} as const;

/** The second factor of one's own account: on, off, new recovery codes. */
export function TwoFactorPanel() {
  const me = useMe();
  const trpc = useTRPC();
  const client = useQueryClient();
  const [stage, setStage] = useState<Stage>({ at: "rest" });
  const refresh = () => void client.invalidateQueries({ queryKey: trpc.people.pathKey() });
  const rest = () => {
    setStage({ at: "rest" });
    refresh();
  };
  const got = (wanted: keyof typeof ASKS, data: Answered) => {
    if (wanted === "off") return rest();
    const codes = data.backupCodes ?? [];
    setStage(
      wanted === "on" ? { at: "set-up", uri: data.totpURI ?? "", codes } : { at: "codes", codes },
    );
  };
  return (
    <Panel
      title="Second factor"
      actions={
        <Pill tone={me.hasTwoFactor ? "good" : "idle"}>{me.hasTwoFactor ? "On" : "Off"}</Pill>
      }
    >
      {stage.at === "asks" ? (
        <AskPassword
          wanted={stage.for}
          onDone={(data) => got(stage.for, data)}
          onCancel={() => setStage({ at: "rest" })}
        />
      ) : stage.at === "set-up" ? (
        <TwoFactorSetUp
          uri={stage.uri}
          onDone={() => setStage({ at: "codes", codes: stage.codes })}
          onCancel={() => setStage({ at: "rest" })}
        />
      ) : stage.at === "codes" ? (
        <RecoveryCodes codes={stage.codes} onDone={rest} />
      ) : (
        <AtRest onAsk={(wanted) => setStage({ at: "asks", for: wanted })} />
      )}
    </Panel>
  );
}

interface Answered {
  totpURI?: string;
  backupCodes?: string[];
}

function AtRest({ onAsk }: { onAsk: (wanted: keyof typeof ASKS) => void }) {
  const me = useMe();
  if (!me.hasPassword)
    return (
      <p className="text-ink-2">
        You sign in through the identity provider: turn a second factor on there.
      </p>
    );
  return (
    <>
      <p className="text-ink-2">
        {me.hasTwoFactor
          ? "Sign-in asks for a code of your authenticator app after the password."
          : "With it, a password alone is not enough: sign-in also asks for a code of an authenticator app on your phone."}
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        {me.hasTwoFactor ? (
          <>
            <Button onClick={() => onAsk("codes")}>New recovery codes</Button>
            <Button look="danger" onClick={() => onAsk("off")}>
              Turn off
            </Button>
          </>
        ) : (
          <Button onClick={() => onAsk("on")}>Turn on</Button>
        )}
      </div>
    </>
  );
}

function AskPassword({
  wanted,
  onDone,
  onCancel,
}: {
  wanted: keyof typeof ASKS;
  onDone: (data: Answered) => void;
  onCancel: () => void;
}) {
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const { path, action } = ASKS[wanted];
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await signInRequest<Answered>(path, { password });
    setBusy(false);
    if (answer.ok) onDone(answer.data);
    else setRefusal(answer.message);
  };
  return (
    <form onSubmit={submit} className="grid gap-2">
      <p className="text-ink-2">
        {wanted === "off"
          ? "From then on the password alone is enough to sign in. The recovery codes no longer work."
          : wanted === "codes"
            ? "The recovery codes that you have no longer work then."
            : "First, your password."}
      </p>
      <FormError message={refusal} />
      <Field
        label="Your password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <div className="flex gap-2">
        <Button type="submit" look={wanted === "off" ? "destroy" : "primary"} busy={busy}>
          {action}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
