"use client";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { AuditEntryDto } from "../_trpc/types.ts";
import { Time } from "../_ui/figures.tsx";
import { Pill } from "../_ui/pill.tsx";
import { Table, Td, Th } from "../_ui/table.tsx";
import { EntryDetail } from "./entry-detail.tsx";
import { actWords, OUTCOME_WORDS } from "./words.ts";

/** Entries, newest first; each unfolds what changed. */
export function AuditTable({ entries }: { entries: AuditEntryDto[] }) {
  return (
    <Table label="Audit">
      <thead>
        <tr>
          <Th>Act</Th>
          <Th className="max-sm:hidden">About</Th>
          <Th className="max-sm:hidden">Who</Th>
          <Th>Outcome</Th>
          <Th className="max-lg:hidden">Address</Th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Entry key={entry.seq} entry={entry} />
        ))}
      </tbody>
    </Table>
  );
}

function Entry({ entry }: { entry: AuditEntryDto }) {
  const [isOpen, setOpen] = useState(false);
  const outcome = OUTCOME_WORDS[entry.outcome];
  const detail = `entry-${entry.seq}`;
  return (
    <>
      <tr>
        <Td>
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={detail}
            onClick={() => setOpen(!isOpen)}
            className="flex items-start gap-1 text-left font-medium hover:underline"
          >
            <ChevronRight
              aria-hidden="true"
              className={isOpen ? "mt-0.5 size-3.5 shrink-0 rotate-90" : "mt-0.5 size-3.5 shrink-0"}
            />
            {actWords(entry.act)}
          </button>
          <div className="ml-4.5 text-xs text-ink-3">
            <Time at={entry.at} stop={false} />
          </div>
          <div className="ml-4.5 text-xs wrap-anywhere text-ink-2 sm:hidden">
            {aboutOf(entry)}
            {aboutOf(entry) === "" ? "" : ", "}
            {entry.who.name}
          </div>
        </Td>
        <Td className="max-w-64 wrap-anywhere max-sm:hidden">{aboutOf(entry)}</Td>
        <Td className="max-w-56 wrap-anywhere max-sm:hidden">{entry.who.name}</Td>
        <Td className="max-w-72">
          <Pill tone={outcome.tone}>{outcome.label}</Pill>
          {entry.reason ? (
            <div className="mt-1 text-xs wrap-anywhere text-ink-2">{entry.reason}</div>
          ) : null}
        </Td>
        <Td className="font-mono text-code whitespace-nowrap max-lg:hidden">
          {entry.address ?? "–"}
        </Td>
      </tr>
      {isOpen ? (
        <tr id={detail}>
          <Td colSpan={5} className="bg-sunk">
            <EntryDetail entry={entry} />
          </Td>
        </tr>
      ) : null}
    </>
  );
}

/** The id of things of which there is one. */
const ONLY = "1";

/** The name of what it was about, or else its kind and id. */
const aboutOf = ({ about }: AuditEntryDto): string =>
  about === null
    ? ""
    : (about.name ?? (about.id === ONLY ? about.kind : `${about.kind} ${about.id}`));
