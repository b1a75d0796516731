"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { SingleSignOnDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Facts, Panel } from "../_ui/panel.tsx";
import { Pill } from "../_ui/pill.tsx";
import { EmptyState, ErrorState, Loading, Skeleton } from "../_ui/states.tsx";
import { RemoveSingleSignOn } from "./remove-single-sign-on.tsx";
import { SingleSignOnForm } from "./single-sign-on-form.tsx";

/** The identity provider that people may sign in with. */
export function SingleSignOnPanel() {
  const trpc = useTRPC();
  const settings = useQuery(trpc.people.singleSignOn.queryOptions());
  const [edits, setEdits] = useState(false);
  if (settings.isPending)
    return (
      <Panel title="Single sign-on">
        <Loading what="single sign-on">
          <Skeleton className="h-24" />
        </Loading>
      </Panel>
    );
  if (settings.error)
    return (
      <Panel title="Single sign-on" flush>
        <ErrorState
          what="single sign-on"
          error={settings.error}
          onRetry={() => void settings.refetch()}
        />
      </Panel>
    );
  if (edits)
    return (
      <Panel title="Single sign-on">
        <SingleSignOnForm before={settings.data} onDone={() => setEdits(false)} />
      </Panel>
    );
  return settings.data ? (
    <Panel
      title="Single sign-on"
      actions={
        <Pill tone={settings.data.enabled ? "good" : "idle"}>
          {settings.data.enabled ? "On" : "Off"}
        </Pill>
      }
    >
      <Standing settings={settings.data} />
      <div className="mt-3 flex flex-wrap gap-2">
        <Button onClick={() => setEdits(true)}>Change</Button>
        <RemoveSingleSignOn />
      </div>
    </Panel>
  ) : (
    <Panel title="Single sign-on" flush>
      <EmptyState
        title="No identity provider"
        actions={<Button onClick={() => setEdits(true)}>Set up single sign-on</Button>}
      >
        With one that speaks OpenID Connect, people sign in with the account that they have there.
      </EmptyState>
    </Panel>
  );
}

function Standing({ settings }: { settings: SingleSignOnDto }) {
  return (
    <Facts
      facts={[
        { name: "Issuer", value: settings.issuer },
        { name: "Client id", value: settings.clientId },
        { name: "Client secret", value: "kept sealed, never shown" },
        {
          name: "People who are not known here",
          value: settings.newcomers
            ? `come in as ${settings.defaultRole}${settings.domains.length > 0 ? `, from ${settings.domains.join(", ")}` : ", from any domain"}`
            : "stay out until they are invited",
        },
        {
          name: "Roles by groups",
          value:
            settings.groupRoles.length > 0
              ? settings.groupRoles.map(({ group, role }) => `${group}: ${role}`).join(", ")
              : "none",
        },
      ]}
    />
  );
}
