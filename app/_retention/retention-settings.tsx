"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { TemplateDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, LoadingRows } from "../_ui/states.tsx";
import { GracePanel } from "./grace-panel.tsx";
import { TemplateEditor } from "./template-editor.tsx";
import { TemplatePending } from "./template-pending.tsx";
import { TemplateRow } from "./template-row.tsx";

/** What is edited: a template, or a new one that begins like another. */
type Editing = { template: TemplateDto | null; like: TemplateDto | null };

/** Named rules that databases may follow, and how long what was let go stays. */
export function RetentionSettings() {
  const trpc = useTRPC();
  const [editing, setEditing] = useState<Editing | null>(null);
  const [asks, setAsks] = useState<string | null>(null);
  const templates = useQuery(trpc.retention.templates.list.queryOptions());
  const grace = useQuery(trpc.retention.grace.queryOptions());
  const error = templates.error ?? grace.error;
  if (error) {
    return (
      <Panel flush>
        <ErrorState
          what="the retention settings"
          error={error}
          onRetry={() => {
            void templates.refetch();
            void grace.refetch();
          }}
        />
      </Panel>
    );
  }
  if (!templates.data || !grace.data) {
    return (
      <Panel flush>
        <LoadingRows what="the retention settings" rows={4} />
      </Panel>
    );
  }
  const { graceDays } = grace.data;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {templates.data.map((template) =>
        template.pending ? (
          <TemplatePending
            key={`${template.id} ${template.pending.at.getTime()}`}
            template={template}
            pending={template.pending}
            graceDays={graceDays}
            startOpen={asks === template.id}
          />
        ) : null,
      )}
      <Panel
        title="Policy templates"
        flush
        actions={
          <Allowed right="administer">
            <Button onClick={() => setEditing({ template: null, like: null })}>New template</Button>
          </Allowed>
        }
      >
        <p className="px-4 pb-2 text-ink-2">
          Rules under a name. A database follows a template or has its own rules; which is chosen in
          its Retention tab.
        </p>
        <ul>
          {templates.data.map((template) => (
            <TemplateRow
              key={template.id}
              template={template}
              onEdit={() => setEditing({ template, like: template })}
              onCopy={() => setEditing({ template: null, like: template })}
            />
          ))}
        </ul>
      </Panel>
      {editing ? (
        <TemplateEditor
          key={`${editing.template?.id ?? "new"} ${editing.like?.id ?? ""}`}
          template={editing.template}
          like={editing.like}
          close={() => setEditing(null)}
          onWaits={(id) => setAsks(id)}
        />
      ) : null}
      <GracePanel key={graceDays} graceDays={graceDays} />
    </div>
  );
}
