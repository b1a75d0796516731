"use client";
import { addressText } from "neo4j-backup/catalogue";
import Link from "next/link";
import { policySentence } from "../_retention/policy-words.ts";
import type { DatabaseDto, StoreFormat } from "../_trpc/types.ts";
import { Time } from "../_ui/figures.tsx";
import { formatDateTime } from "../_ui/format/time.ts";
import { type Fact, Facts, Panel } from "../_ui/panel.tsx";
import { addressesOf } from "./addresses.ts";
import { checkSentence, dialectName, formatName, opensSentence } from "./format-words.ts";
import { NextFive } from "./next-five.tsx";
import { NextRun } from "./next-run.tsx";

/** What comes next and where the data comes from. */
export function DatabaseFacts({ database }: { database: DatabaseDto }) {
  const { store } = database;
  return (
    <div className="grid gap-4">
      <Panel title="Next">
        <p className="text-ink-2 first-letter:uppercase">
          <NextRun database={database} />
        </p>
        <NextFive databaseId={database.id} />
        <p className="mt-2 text-ink-2">
          {policySentence(database.retention)}{" "}
          <Link
            href={`/databases/${database.slug}/retention`}
            className="text-accent underline underline-offset-2"
          >
            Retention
          </Link>
        </p>
      </Panel>
      <Panel title="Source">
        <Facts
          facts={[
            {
              name: database.moreAddresses.length > 0 ? "Addresses, in this order" : "Address",
              value: (
                <span className="font-mono text-code break-all">
                  {addressesOf(database).map((address) => (
                    <span key={addressText(address)} className="block">
                      {addressText(address)}
                    </span>
                  ))}
                </span>
              ),
            },
            ...(store
              ? [
                  ...(database.format ? formatFacts(database.format) : []),
                  {
                    name: "Store id",
                    value: <span className="font-mono text-code break-all">{store.randomId}</span>,
                  },
                  { name: "Store created", value: formatDateTime(store.creationTime) },
                ]
              : [{ name: "Store", value: "known after the first backup" }]),
            { name: "Added here", value: <Time at={database.createdAt} /> },
          ]}
        />
        {database.format ? (
          <p className="mt-3 text-xs text-ink-2">
            {opensSentence(database.format)} {checkSentence(database.format)}
          </p>
        ) : null}
        <p className="mt-3 border-line-strong border-l-[3px] pl-3 text-xs text-ink-2">
          {database.isDemo
            ? "This is the demo source: a small database served by the worker that gains transactions every few seconds."
            : "The backup port has no password of its own. Keep it behind a firewall or a tunnel."}
        </p>
      </Panel>
    </div>
  );
}

function formatFacts(format: StoreFormat): Fact[] {
  return [
    { name: "Version", value: format.neo4j },
    { name: "Store format", value: formatName(format) },
    { name: "Wire dialect", value: dialectName(format) ?? "not known" },
  ];
}
