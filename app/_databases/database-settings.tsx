"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { DatabaseWatch } from "../_alarms/database-watch.tsx";
import { VerificationPolicy } from "../_checks/verification-policy.tsx";
import { ContinuousSetting } from "../_continuous/continuous-setting.tsx";
import { LogSettingsPanel } from "../_forecast/log-settings-form.tsx";
import { backupCommand } from "../_runs/command.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { CliLine } from "../_ui/cli-line.tsx";
import { CopyButton } from "../_ui/copy-button.tsx";
import { Facts, Panel } from "../_ui/panel.tsx";
import { Loading, Skeleton } from "../_ui/states.tsx";
import { AddressForm } from "./address-form.tsx";
import { RemoveDatabase } from "./remove-database.tsx";
import { TagsPanel } from "./tags-form.tsx";
import { TargetPanel } from "./target-form.tsx";
import { useDatabase } from "./use-database.ts";

/** Address, target, logs, checks, tags, storage and removal of a database. */
export function DatabaseSettings({ slug }: { slug: string }) {
  const database = useDatabase(slug);
  return database.data ? <Settings database={database.data} /> : <Waiting />;
}

function Settings({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const edit = useMutation(
    trpc.databases.edit.mutationOptions({
      meta: { quiet: true },
      onSuccess: (saved) => {
        client.setQueryData(trpc.databases.bySlug.queryKey({ slug: saved.slug }), saved);
        void client.invalidateQueries({ queryKey: trpc.databases.pathKey() });
      },
    }),
  );
  const { id, name, host, port, moreAddresses, timeoutSeconds } = database;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_380px]">
      <div className="grid min-w-0 gap-4">
        <Panel title="Source" className="p-5">
          <AddressForm
            values={{ name, host, port, moreAddresses, timeoutSeconds }}
            action="Save changes"
            busy={edit.isPending}
            refusal={edit.error?.message}
            onlyWhenChanged
            knownName={name}
            onSubmit={(values) => edit.mutate({ id, ...values })}
            secondary={
              <span role="status" className="text-good">
                {edit.isSuccess && !edit.isPending ? "Saved" : ""}
              </span>
            }
          />
        </Panel>
        <TargetPanel database={database} />
        <LogSettingsPanel databaseId={database.id} />
        <ContinuousSetting database={database} />
        <VerificationPolicy database={database} />
        <DatabaseWatch database={database} />
      </div>
      <div className="grid min-w-0 gap-4">
        <TagsPanel database={database} />
        <Panel title="Storage">
          <div className="mb-3 flex items-center gap-2">
            <span className="min-w-0 flex-1 font-mono text-code break-all">
              {database.storageDirectory}
            </span>
            <CopyButton text={database.storageDirectory} label="Copy storage directory" />
          </div>
          <Facts
            facts={[
              { name: "Backup sets", value: database.setCount },
              { name: "Address here", value: `/databases/${database.slug}` },
            ]}
          />
          <p className="mt-2 text-xs text-ink-3">
            The directory keeps its name when the database is renamed.
          </p>
        </Panel>
        <Panel title="On the command line">
          <CliLine command={backupCommand(database)} label="Command for a backup" />
        </Panel>
        <RemoveDatabase database={database} />
      </div>
    </div>
  );
}

function Waiting() {
  return (
    <Loading what="the settings">
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_380px]">
        <Skeleton className="h-[440px] rounded-lg" />
        <Skeleton className="h-[320px] rounded-lg" />
      </div>
    </Loading>
  );
}
