"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../_trpc/client.ts";
import type { SessionPolicy } from "../_trpc/types.ts";
import { Facts, Panel } from "../_ui/panel.tsx";
import { ErrorState, Loading, Skeleton } from "../_ui/states.tsx";

/** What holds for sessions and sign-in. */
export function SessionsPolicy() {
  const trpc = useTRPC();
  const policy = useQuery(trpc.security.sessions.queryOptions());
  return (
    <Panel title="Sessions and sign-in">
      {policy.isPending ? (
        <Loading what="what holds for sessions">
          <Skeleton className="h-56" />
        </Loading>
      ) : policy.error ? (
        <ErrorState
          what="what holds for sessions"
          error={policy.error}
          onRetry={() => void policy.refetch()}
        />
      ) : (
        <Policy policy={policy.data} />
      )}
    </Panel>
  );
}

function Policy({ policy }: { policy: SessionPolicy }) {
  return (
    <>
      <Facts
        facts={[
          {
            name: "A session ends",
            value: `${policy.idleMinutes} min after the last request, ${policy.sessionHours} h after sign-in at the latest`,
          },
          {
            name: "Cookie",
            value: policy.isSecure ? "HttpOnly, SameSite=Lax, Secure" : "HttpOnly, SameSite=Lax",
          },
          { name: "Password", value: `${policy.shortestPassword} characters or more` },
          {
            name: "Wrong passwords",
            value: `${policy.freeAttempts} in a row, then a wait that doubles to ${policy.longestWaitMinutes} min`,
          },
          { name: "Public address", value: policy.publicUrl ?? "not set (HOLDFAST_URL)" },
        ]}
      />
      {policy.isSecure ? null : (
        <p className="mt-3 text-warn">
          The public address is not https: what is typed, and the session, can be read on the way.
          Put a proxy with https in front and set HOLDFAST_URL.
        </p>
      )}
      <p className="mt-3">
        <Link href="/account" className="underline hover:text-ink">
          Your own sessions and second factor
        </Link>
      </p>
    </>
  );
}
