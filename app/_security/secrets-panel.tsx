"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { SecretsState } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Facts, Panel } from "../_ui/panel.tsx";
import { Pill } from "../_ui/pill.tsx";
import { ErrorState, Loading, Skeleton } from "../_ui/states.tsx";
import { EnterKey } from "./enter-key.tsx";
import { ShowKey } from "./show-key.tsx";
import { secretsWords } from "./words.ts";

/** Whether secrets can be read, and the key that brings them back. */
export function SecretsPanel() {
  const trpc = useTRPC();
  const secrets = useQuery(trpc.security.secrets.queryOptions());
  return (
    <Panel title="Secrets">
      {secrets.isPending ? (
        <Loading what="how secrets stand">
          <Skeleton className="h-36" />
        </Loading>
      ) : secrets.error ? (
        <ErrorState
          what="how secrets stand"
          error={secrets.error}
          onRetry={() => void secrets.refetch()}
        />
      ) : (
        <Secrets secrets={secrets.data} />
      )}
    </Panel>
  );
}

function Secrets({ secrets }: { secrets: SecretsState }) {
  const [isShowing, setShowing] = useState(false);
  const words = secretsWords(secrets);
  const isReadable = secrets.state === "readable";
  return (
    <div className="grid gap-3">
      <div role={isReadable ? undefined : "alert"} className="grid gap-1">
        <p>
          <Pill tone={isReadable ? "good" : "bad"}>{words.label}</Pill>
        </p>
        <p className="text-ink-2">{words.text}</p>
      </div>
      <Facts
        facts={[
          { name: "Cipher", value: "AES-256-GCM, a key for each purpose" },
          {
            name: "Master key",
            value:
              secrets.where === "file" ? "master.key in the data directory" : "HOLDFAST_MASTER_KEY",
          },
          {
            name: "Fingerprint",
            value: <span className="font-mono text-code">{secrets.fingerprint ?? "none yet"}</span>,
          },
        ]}
      />
      {isReadable ? (
        <div className="border-line border-t pt-3">
          <p className="mb-2 text-ink-2">
            The recovery key is the master key in a form to write down. On a new machine it opens
            what was sealed here; without it and without the data directory, passwords of channels
            and providers must be entered again. Backups are not sealed with it.
          </p>
          <Button onClick={() => setShowing(true)}>Show recovery key</Button>
          <ShowKey open={isShowing} onOpenChange={setShowing} />
        </div>
      ) : secrets.where === "file" ? (
        <EnterKey />
      ) : (
        <p className="text-ink-2">
          Set HOLDFAST_MASTER_KEY to the key that secrets were sealed with, and start Holdfast
          again.
        </p>
      )}
    </div>
  );
}
