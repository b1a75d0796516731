"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "../_trpc/client.ts";
import { ButtonLink } from "../_ui/button.tsx";
import { PageHeader } from "../_ui/page-header.tsx";
import { Panel } from "../_ui/panel.tsx";
import { AddressForm } from "./address-form.tsx";
import type { AddressValues } from "./address-schema.ts";
import { DemoButton } from "./first-run.tsx";

const START: AddressValues = {
  name: "",
  host: "",
  port: 6362,
  moreAddresses: [],
  timeoutSeconds: 40,
};

/** Adds a database and opens it. */
export function AddDatabase() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const add = useMutation(
    trpc.databases.add.mutationOptions({
      meta: { quiet: true },
      onSuccess: (database) => {
        void client.invalidateQueries({ queryKey: trpc.databases.pathKey() });
        router.push(`/databases/${database.slug}`);
      },
    }),
  );
  return (
    <>
      <PageHeader
        crumbs={[{ label: "Databases", href: "/databases" }]}
        title="Add database"
        lead="Adding takes no backup yet and changes nothing on the server."
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_340px]">
        <Panel className="p-5">
          <AddressForm
            values={START}
            action="Add database"
            busy={add.isPending}
            refusal={add.error?.message}
            onSubmit={(values) => add.mutate(values)}
            secondary={
              <ButtonLink look="quiet" href="/databases">
                Cancel
              </ButtonLink>
            }
          />
        </Panel>
        <div className="grid gap-4">
          <Panel title="On the server">
            <p className="text-ink-2">
              Neo4j Enterprise offers online backup when <code>online_backup_enabled=true</code>. It
              listens on <code>online_backup_server</code>, by default 127.0.0.1:6362: set it to an
              address that can be reached from here.
            </p>
            <p className="mt-3 border-line-strong border-l-[3px] pl-3 text-ink-2">
              The backup port asks for no password. Keep it behind a firewall or a tunnel.
            </p>
          </Panel>
          <Panel title="No Neo4j at hand?">
            <p className="mb-3 text-ink-2">
              The demo source is a small database that the worker serves. It gains transactions
              every few seconds.
            </p>
            <DemoButton />
          </Panel>
        </div>
      </div>
    </>
  );
}
