"use client";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { Allowed } from "../_people/allowed.tsx";
import { sentence } from "../_runs/words.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { TemplateDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { plural } from "../_ui/format/bytes.ts";
import { policySentence } from "./policy-words.ts";
import { useRefresh } from "./use-refresh.ts";

/** A template: what it means, who follows it, what can be done with it. */
export function TemplateRow({
  template,
  onEdit,
  onCopy,
}: {
  template: TemplateDto;
  onEdit: () => void;
  onCopy: () => void;
}) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const [removing, setRemoving] = useState(false);
  const remove = useMutation(
    trpc.retention.templates.remove.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => setRemoving(false),
      onSettled: refresh,
    }),
  );
  const { name, databases } = template;
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-2 border-line border-t px-4 py-3">
      <div className="min-w-0 flex-1 basis-72 wrap-anywhere">
        <h3 className="font-medium">
          {name}
          {template.isBuiltIn ? (
            <span className="ml-2 text-xs font-normal text-ink-3">came with Holdfast</span>
          ) : null}
        </h3>
        <p className="text-ink-2">{policySentence(template.policy)}</p>
        <p className="text-xs text-ink-3">
          {databases.length === 0 ? (
            "No database follows it."
          ) : (
            <>
              Followed by{" "}
              {databases.map((database, at) => (
                <span key={database.id}>
                  {at > 0 ? ", " : ""}
                  <Link
                    href={`/databases/${database.slug}/retention`}
                    className="text-accent underline underline-offset-2"
                  >
                    {database.name}
                  </Link>
                </span>
              ))}
              .
            </>
          )}
        </p>
      </div>
      <div className="flex gap-2">
        <Allowed right="administer">
          <Button size="small" aria-label={`Copy ${name}`} onClick={onCopy}>
            Copy
          </Button>
        </Allowed>
        {template.isBuiltIn ? null : (
          <>
            <Allowed right="administer">
              <Button size="small" aria-label={`Edit ${name}`} onClick={onEdit}>
                Edit
              </Button>
            </Allowed>
            <Allowed right="administer">
              <Button
                size="small"
                look="danger"
                aria-label={`Remove ${name}`}
                onClick={() => setRemoving(true)}
              >
                Remove
              </Button>
            </Allowed>
          </>
        )}
      </div>
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={`Remove ${name}?`}
        description={
          databases.length === 0
            ? "No database follows it. Nothing is deleted."
            : `${plural(databases.length, "database")} ${databases.length === 1 ? "follows" : "follow"} it and ${databases.length === 1 ? "keeps" : "keep"} its rules as ${databases.length === 1 ? "its" : "their"} own. Nothing is deleted.`
        }
        typed={null}
        action="Remove template"
        busy={remove.isPending}
        refusal={remove.error ? sentence(remove.error.message) : null}
        onConfirm={() => remove.mutate({ id: template.id })}
      />
    </li>
  );
}
