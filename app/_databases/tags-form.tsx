"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { AllowedFields } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Panel } from "../_ui/panel.tsx";

/** The words by which a database is found and grouped. Each change is saved at once. */
export function TagsPanel({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const save = useMutation(
    trpc.databases.saveTags.mutationOptions({
      meta: { quiet: true },
      onSuccess: (saved) => {
        client.setQueryData(trpc.databases.bySlug.queryKey({ slug: saved.slug }), saved);
        void client.invalidateQueries({ queryKey: trpc.databases.pathKey() });
        setText("");
      },
    }),
  );
  const { id, tags } = database;
  const added = text
    .split(",")
    .map((tag) => tag.trim())
    .filter(Boolean);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (added.length > 0) save.mutate({ id, tags: [...tags, ...added] });
  };
  return (
    <Panel title="Tags" className="p-5">
      <AllowedFields right="administer" className="grid gap-3">
        {tags.length === 0 ? (
          <p className="text-ink-2">
            No tag yet. Tags group databases on the overview and are found by the search.
          </p>
        ) : (
          <ul aria-label="Tags" className="flex flex-wrap gap-1.5">
            {tags.map((tag) => (
              <li
                key={tag}
                className="flex max-w-full items-center gap-1 rounded-full border border-line-strong py-0.5 pr-1 pl-2.5"
              >
                <span className="truncate">{tag}</span>
                <button
                  type="button"
                  aria-label={`Remove tag ${tag}`}
                  disabled={save.isPending}
                  onClick={() => save.mutate({ id, tags: tags.filter((one) => one !== tag) })}
                  className="rounded-full p-0.5 text-ink-3 hover:text-ink disabled:opacity-50"
                >
                  <X aria-hidden="true" className="size-3.5" />
                </button>
              </li>
            ))}
          </ul>
        )}
        <form noValidate onSubmit={submit} className="flex items-start gap-2">
          <Field
            label="New tag"
            help="For example production, or team: billing. Several with commas between them."
            error={save.error ? firstProblem(save.error.message) : undefined}
            className="min-w-0 max-w-80 flex-1"
            autoComplete="off"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              if (save.error) save.reset();
            }}
          />
          <Button
            type="submit"
            className="mt-6"
            busy={save.isPending}
            disabled={added.length === 0}
          >
            Add tag
          </Button>
        </form>
      </AllowedFields>
    </Panel>
  );
}

/** The server answers a refused input with a list of problems in JSON. */
export function firstProblem(message: string): string {
  try {
    const problems: unknown = JSON.parse(message);
    const [first] = Array.isArray(problems) ? problems : [];
    return typeof first?.message === "string" ? first.message : message;
  } catch {
    return message;
  }
}
