"use client";
import { Dialog } from "@base-ui/react/dialog";
import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import type { ReactNode } from "react";
import { AddressLine } from "../_databases/address-line.tsx";
import { addressesOf } from "../_databases/addresses.ts";
import { tagsOf } from "../_databases/list-filters.ts";
import { kindOf, outcomeOf } from "../_runs/outcome.ts";
import { useTRPC } from "../_trpc/client.ts";
import { Time } from "../_ui/figures.tsx";
import { plural } from "../_ui/format/bytes.ts";
import { Mark, TONE_TEXT } from "../_ui/mark.tsx";
import { paletteScore } from "./palette-score.ts";

/** Opens any database, run or page. */
export function PaletteDialog({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.35)]" />
        <Dialog.Popup className="fixed top-[12vh] left-1/2 z-40 w-[min(560px,calc(100vw-32px))] -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-panel shadow-pop">
          <Dialog.Title className="sr-only">Search</Dialog.Title>
          <PaletteList close={() => onOpenChange(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteList({ close }: { close: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const { setTheme } = useTheme();
  const databases = useQuery(trpc.databases.list.queryOptions());
  const runs = useQuery(trpc.runs.list.queryOptions({ limit: 20 }));
  const go = (href: string) => () => {
    close();
    router.push(href);
  };
  const theme = (name: string) => () => {
    close();
    setTheme(name);
  };
  return (
    <Command label="Search databases, runs and pages" loop filter={paletteScore}>
      <Command.Input
        autoFocus
        placeholder="Search databases, runs and pages"
        className="h-11 w-full border-line border-b bg-transparent px-4 outline-none placeholder:text-ink-3"
      />
      <Command.List className="max-h-[min(420px,60vh)] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-8 text-center text-ink-2">
          {databases.isPending || runs.isPending ? "Loading" : "Nothing found"}
        </Command.Empty>
        <Group heading="Databases">
          {(databases.data ?? []).map((database) => (
            <Entry
              key={database.id}
              value={`database ${database.name} ${addressesOf(database)
                .map(({ host }) => host)
                .join(" ")} ${database.slug} ${database.tags.join(" ")}`}
              onSelect={go(`/databases/${database.slug}`)}
            >
              {database.name}
              <AddressLine database={database} />
            </Entry>
          ))}
        </Group>
        <Group heading="Tags">
          {tagsOf(databases.data ?? []).map(({ tag, count }) => (
            <Entry key={tag} value={`tag ${tag}`} onSelect={go(`/?tag=${encodeURIComponent(tag)}`)}>
              {tag}
              <span className="text-xs text-ink-3">{plural(count, "database")}</span>
            </Entry>
          ))}
        </Group>
        <Group heading="Pages">
          <Entry value="page overview" onSelect={go("/")}>
            Overview
          </Entry>
          <Entry value="page databases" onSelect={go("/databases")}>
            Databases
          </Entry>
          <Entry value="page add database" onSelect={go("/databases/new")}>
            Add database
          </Entry>
          <Entry value="page runs history" onSelect={go("/runs")}>
            Runs
          </Entry>
          <Entry value="page failed runs" onSelect={go("/runs?outcome=failed")}>
            Failed runs
          </Entry>
          <Entry value="page alarms inbox" onSelect={go("/alarms")}>
            Alarms
          </Entry>
          <Entry
            value="page notifications channels routes quiet hours"
            onSelect={go("/settings/notifications")}
          >
            Notifications
          </Entry>
          <Entry value="page settings storage workers version" onSelect={go("/settings")}>
            Settings
          </Entry>
        </Group>
        <Group heading="Newest runs">
          {(databases.isPending ? [] : (runs.data?.items ?? [])).map((run) => {
            const outcome = outcomeOf(run);
            return (
              <Entry
                key={run.id}
                value={`run ${run.databaseName} ${kindOf(run)} ${outcome.label} ${run.id}`}
                onSelect={go(`/runs/${run.id}`)}
              >
                <span className="flex items-center gap-2">
                  <Mark tone={outcome.tone} className={TONE_TEXT[outcome.tone]} />
                  {run.databaseName}: {outcome.label}
                </span>
                <Time at={run.requestedAt} stop={false} className="text-xs text-ink-3" />
              </Entry>
            );
          })}
        </Group>
        <Group heading="Appearance">
          <Entry value="theme light" onSelect={theme("light")}>
            Light theme
          </Entry>
          <Entry value="theme dark" onSelect={theme("dark")}>
            Dark theme
          </Entry>
          <Entry value="theme system" onSelect={theme("system")}>
            Theme of the system
          </Entry>
        </Group>
      </Command.List>
    </Command>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Command.Group>
  );
}

function Entry({
  value,
  onSelect,
  children,
}: {
  value: string;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex cursor-default items-center justify-between gap-3 rounded-md px-2.5 py-1.5 data-[selected=true]:bg-sunk"
    >
      {children}
    </Command.Item>
  );
}
