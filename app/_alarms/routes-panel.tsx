"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { AlarmKindDto, RouteDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog } from "../_ui/dialog.tsx";
import { Panel } from "../_ui/panel.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../_ui/states.tsx";
import { Table, Td, Th } from "../_ui/table.tsx";
import { RouteForm } from "./route-form.tsx";

/** Which channel is told of what. */
export function RoutesPanel() {
  const trpc = useTRPC();
  const [edited, setEdited] = useState<RouteDto | "new" | null>(null);
  const routes = useQuery(trpc.alarms.routes.queryOptions());
  const channels = useQuery(trpc.alarms.channels.queryOptions());
  const add = channels.data?.length ? (
    <Button look={routes.data?.length ? "plain" : "primary"} onClick={() => setEdited("new")}>
      Add route
    </Button>
  ) : null;
  return (
    <Panel title="Routes" flush actions={routes.data?.length ? add : null}>
      {routes.isPending ? (
        <LoadingRows what="routes" rows={2} />
      ) : routes.error ? (
        <ErrorState what="the routes" error={routes.error} onRetry={() => void routes.refetch()} />
      ) : routes.data.length === 0 ? (
        <EmptyState title="No channel is told of anything" actions={add}>
          A route says which alarms a channel hears of: by severity, database, tag and kind.
        </EmptyState>
      ) : (
        <RouteTable routes={routes.data} onEdit={setEdited} />
      )}
      <Dialog
        open={edited !== null}
        onOpenChange={(open) => (open ? undefined : setEdited(null))}
        title={edited === "new" ? "Add route" : "Edit route"}
      >
        {edited ? (
          <RouteForm
            route={edited === "new" ? null : edited}
            channels={channels.data ?? []}
            close={() => setEdited(null)}
          />
        ) : null}
      </Dialog>
    </Panel>
  );
}

const FROM = {
  critical: "critical only",
  warning: "warnings and worse",
  info: "everything",
} as const;

function RouteTable({ routes, onEdit }: { routes: RouteDto[]; onEdit: (route: RouteDto) => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const databases = useQuery(trpc.databases.list.queryOptions());
  const kinds = useQuery(trpc.alarms.kinds.queryOptions());
  const remove = useMutation(
    trpc.alarms.removeRoute.mutationOptions({
      onSettled: () => void client.invalidateQueries({ queryKey: trpc.alarms.pathKey() }),
    }),
  );
  const nameOf = (id: string) => databases.data?.find((one) => one.id === id)?.name ?? "removed";
  return (
    <Table label="Routes">
      <thead>
        <tr>
          <Th>Channel</Th>
          <Th>Is told of</Th>
          <Th>Of</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {routes.map((route) => (
          <tr key={route.id}>
            <Td className="font-medium break-words">{route.channelName}</Td>
            <Td>
              {FROM[route.severity]}
              <p className="text-ink-3 text-xs">
                {kindsText(route, kinds.data ?? [])}
                {route.sendResolved ? ", and when it is over" : ""}
              </p>
            </Td>
            <Td className="break-words">
              {[...route.databaseIds.map(nameOf), ...route.tags.map((tag) => `tag ${tag}`)].join(
                ", ",
              ) || "everything"}
            </Td>
            <Td className="text-right whitespace-nowrap">
              <Button
                size="small"
                aria-label={`Edit route to ${route.channelName}`}
                onClick={() => onEdit(route)}
              >
                Edit
              </Button>{" "}
              <Button
                size="small"
                look="danger"
                aria-label={`Remove route to ${route.channelName}`}
                busy={remove.isPending && remove.variables?.id === route.id}
                onClick={() => remove.mutate({ id: route.id })}
              >
                Remove
              </Button>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function kindsText(route: RouteDto, kinds: AlarmKindDto[]): string {
  if (route.kinds.length === 0) return "every kind";
  const names = route.kinds.map((kind) => kinds.find((one) => one.kind === kind)?.name ?? kind);
  return names.length > 3 ? `${names.length} kinds` : names.join(", ").toLowerCase();
}
