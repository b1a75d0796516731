"use client";
import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { useRefreshSchedule } from "./use-refresh-schedule.ts";

const schema = z.object({
  because: z
    .string()
    .trim()
    .min(1, "Say why, for whoever finds it paused")
    .max(500, "At most 500 characters"),
  until: z
    .string()
    .refine(
      (text) => text === "" || !Number.isNaN(Date.parse(text)),
      "A date and a time, or empty",
    ),
});
type Values = z.infer<typeof schema>;

/** Asks why, and until when. */
export function PauseDialog({
  database,
  open,
  onOpenChange,
}: {
  database: DatabaseDto;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Pause the schedule of ${database.name}`}
      description="Nothing starts by itself while it is paused: what is written to the database since the last backup is not protected. A run that is under way goes on; backups by hand still work."
    >
      <PauseForm database={database} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function PauseForm({ database, onDone }: { database: DatabaseDto; onDone: () => void }) {
  const trpc = useTRPC();
  const refresh = useRefreshSchedule();
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: { because: "", until: "" },
  });
  const { errors } = form.formState;
  const pause = useMutation(
    trpc.schedules.pause.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        refresh();
        onDone();
      },
    }),
  );
  const submit = form.handleSubmit(({ because, until }) =>
    pause.mutate({
      databaseId: database.id,
      because,
      until: until === "" ? null : new Date(until),
    }),
  );
  return (
    <form noValidate onSubmit={submit} className="mt-4 grid gap-3">
      <Field
        label="Why"
        help="Shown wherever the schedule is shown."
        error={errors.because?.message}
        autoComplete="off"
        {...form.register("because")}
      />
      <Field
        label="Until"
        type="datetime-local"
        className="max-w-72"
        help="By the clock of this browser. Empty: until somebody resumes it."
        error={errors.until?.message}
        {...form.register("until")}
      />
      {pause.error ? (
        <p role="alert" className="text-bad">
          Not paused: {pause.error.message}
        </p>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Keep it running</Button>
        <Button type="submit" look="primary" busy={pause.isPending}>
          Pause schedule
        </Button>
      </div>
    </form>
  );
}
