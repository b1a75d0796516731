"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import { Button } from "../_ui/button.tsx";
import { PageHeader } from "../_ui/page-header.tsx";
import { Panel } from "../_ui/panel.tsx";
import { AddDatabaseLink } from "./add-database-link.tsx";

const STEPS = [
  {
    title: "Add a database",
    text: "The host and the backup port of a running Neo4j, 6362 by default. Nothing is installed there.",
  },
  {
    title: "Back up now",
    text: "The first backup copies the whole store while the database keeps working.",
  },
  {
    title: "Then only what changed",
    text: "Each later backup fetches the transactions since, and every one of them is a point to restore to.",
  },
];

/** Before the first database: what this is, and the two ways to the first backup. */
export function FirstRun() {
  return (
    <>
      <PageHeader
        title="No database is backed up yet"
        lead="Add a Neo4j that is reachable from here, or look around with the demo source first."
      />
      <Panel className="p-6">
        <ol className="grid gap-6 md:grid-cols-3">
          {STEPS.map((step, at) => (
            <li key={step.title} className="flex gap-3">
              <span
                aria-hidden="true"
                className="flex size-6 shrink-0 items-center justify-center rounded-full border border-line-strong text-xs text-ink-2"
              >
                {at + 1}
              </span>
              <div>
                <p className="font-semibold">{step.title}</p>
                <p className="text-ink-2">{step.text}</p>
              </div>
            </li>
          ))}
        </ol>
        <div className="mt-6 flex flex-wrap items-center gap-2 border-line border-t pt-5">
          <AddDatabaseLink />
          <DemoButton />
        </div>
      </Panel>
    </>
  );
}

/** Adds the demo source, a small served database that gains transactions every few seconds, and opens it. */
export function DemoButton() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const add = useMutation(
    trpc.databases.addDemo.mutationOptions({
      meta: { quiet: true },
      onSuccess: (database) => {
        void client.invalidateQueries({ queryKey: trpc.databases.pathKey() });
        router.push(`/databases/${database.slug}`);
      },
    }),
  );
  return (
    <>
      <Allowed right="administer">
        <Button busy={add.isPending} onClick={() => add.mutate()}>
          Try it with the demo source
        </Button>
      </Allowed>
      {add.error ? (
        <p role="alert" className="text-bad">
          The demo source could not be added: {add.error.message}
        </p>
      ) : null}
    </>
  );
}
