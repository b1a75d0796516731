"use client";
import type { FieldErrors, UseFormReturn } from "react-hook-form";
import { WindowWarning } from "../_forecast/window-warning.tsx";
import type { PreviewDto } from "../_trpc/types.ts";
import { Field, Select } from "../_ui/field.tsx";
import { formatDuration } from "../_ui/format/duration.ts";
import { CUSTOM, PRESETS, presetOf } from "./presets.ts";
import type { ScheduleDraft } from "./schedule-draft.ts";

const MINUTE = 60_000;

export type Refused = Partial<Record<keyof ScheduleDraft, string>>;
type Plan = Extract<PreviewDto, { ok: true }>;

/** How often: a preset or two cron expressions, each with what it means for what can be lost and how long a restore takes. */
export function CadenceFields({
  form,
  errors,
  refused,
  databaseId,
  plan,
}: {
  form: UseFormReturn<ScheduleDraft>;
  errors: FieldErrors<ScheduleDraft>;
  refused: Refused;
  databaseId: string;
  plan: Plan | null;
}) {
  const [incrementalCron, fullCron] = form.watch(["incrementalCron", "fullCron"]);
  const preset = presetOf({ incrementalCron, fullCron });
  const choose = (id: string) => {
    const chosen = PRESETS.find((one) => one.id === id);
    if (!chosen) return;
    const how = { shouldDirty: true, shouldValidate: true };
    form.setValue("incrementalCron", chosen.incrementalCron, how);
    form.setValue("fullCron", chosen.fullCron, how);
  };
  const wordsOf = (kind: "full" | "incremental") =>
    plan?.cadences.find((cadence) => cadence.kind === kind)?.words;
  const usual = plan?.cadences.find(({ kind }) => kind === "incremental") ?? plan?.cadences[0];
  return (
    <div className="grid grid-cols-1 gap-3">
      <Select
        label="Preset"
        className="max-sm:flex-col max-sm:items-start [&>select]:max-w-full [&>select]:min-w-0"
        value={preset}
        onChange={(event) => choose(event.target.value)}
        options={[
          ...PRESETS.map(({ id, label }) => ({ value: id, label })),
          { value: CUSTOM, label: "Custom: the cron expressions below" },
        ]}
      />
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <Field
          label="Incremental, cron"
          help={
            incrementalCron.trim() === ""
              ? "Empty: none. Then what you can lose is what the full cadence says."
              : (wordsOf("incremental") ?? "minute hour day month weekday")
          }
          error={errors.incrementalCron?.message ?? refused.incrementalCron}
          autoComplete="off"
          spellCheck={false}
          className="[&_input]:font-mono"
          {...form.register("incrementalCron")}
        />
        <Field
          label="Full, cron"
          help={
            fullCron.trim() === ""
              ? "Empty: none. The log of one set then grows without end."
              : (wordsOf("full") ?? "minute hour day month weekday")
          }
          error={errors.fullCron?.message ?? refused.fullCron}
          autoComplete="off"
          spellCheck={false}
          className="[&_input]:font-mono"
          {...form.register("fullCron")}
        />
      </div>
      <Meaning plan={plan} />
      {usual?.usualMillis ? (
        <WindowWarning databaseId={databaseId} everyMinutes={usual.usualMillis / MINUTE} />
      ) : null}
    </div>
  );
}

/** The two figures that people choose cadences by. */
function Meaning({ plan }: { plan: Plan | null }) {
  const of = (kind: "full" | "incremental") =>
    plan?.cadences.find((cadence) => cadence.kind === kind);
  const pulls = of("incremental") ?? of("full");
  const fulls = of("full");
  return (
    <dl className="grid gap-2 text-xs text-ink-2 sm:grid-cols-2">
      <div className="border-line-strong border-l-[3px] pl-3">
        <dt className="font-medium text-ink">What you can lose (RPO)</dt>
        <dd>
          {pulls?.usualMillis
            ? `About ${formatDuration(pulls.usualMillis)} of changes${atMost(pulls)}.`
            : "Decided by the incremental cadence: changes since the last run."}
        </dd>
      </div>
      <div className="border-line-strong border-l-[3px] pl-3">
        <dt className="font-medium text-ink">How long a restore replays (RTO)</dt>
        <dd>
          {fulls?.usualMillis
            ? `Neo4j replays the log since the last full backup: up to ${formatDuration(fulls.usualMillis)} of changes.`
            : "Without full backups ever more log is replayed at the first start after a restore."}
        </dd>
      </div>
    </dl>
  );
}

const atMost = (cadence: { usualMillis: number | null; longestMillis: number | null }): string =>
  cadence.longestMillis && cadence.usualMillis && cadence.longestMillis > cadence.usualMillis * 1.5
    ? `, at the longest pause ${formatDuration(cadence.longestMillis)}`
    : "";
