"use client";
import { zodResolver } from "@hookform/resolvers/zod";
import type { ReactNode } from "react";
import { useForm } from "react-hook-form";
import { Allowed } from "../_people/allowed.tsx";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { FormError } from "../_ui/form-error.tsx";
import { type AddressValues, addressSchema } from "./address-schema.ts";
import { addressesOf } from "./addresses.ts";
import { ConnectionAnswers } from "./connection-answer.tsx";
import { MoreAddresses } from "./more-addresses.tsx";
import { useConnectionTest } from "./use-connection-test.ts";

const number = { setValueAs: (value: unknown) => (value === "" ? Number.NaN : Number(value)) };

/** Name and addresses of a database, with a test that really asks each server. */
export function AddressForm({
  values,
  action,
  busy,
  refusal,
  onSubmit,
  secondary,
  onlyWhenChanged = false,
  knownName,
}: {
  values: AddressValues;
  action: string;
  busy: boolean;
  refusal?: string | undefined;
  onSubmit: (values: AddressValues) => void;
  secondary?: ReactNode;
  onlyWhenChanged?: boolean;
  /** The database being edited: finding its own store there is no surprise. */
  knownName?: string;
}) {
  const form = useForm<AddressValues>({
    resolver: zodResolver(addressSchema),
    values,
    mode: "onTouched",
  });
  const { errors, isDirty } = form.formState;
  const test = useConnectionTest();
  const runTest = async () => {
    if (!(await form.trigger(["host", "port", "moreAddresses", "timeoutSeconds"]))) return;
    const values = form.getValues();
    test.run(addressesOf(values), values.timeoutSeconds);
  };
  return (
    <form noValidate onSubmit={form.handleSubmit(onSubmit)} className="grid gap-3">
      <Field
        label="Name"
        help="What you call it here; the directory of its backups gets this name too."
        error={errors.name?.message}
        autoComplete="off"
        {...form.register("name")}
      />
      <div className="grid gap-3 sm:grid-cols-[1fr_140px]">
        <Field
          label="Host"
          help="Host name or address of the Neo4j server."
          error={errors.host?.message}
          autoComplete="off"
          spellCheck={false}
          placeholder="graph-01.internal"
          {...form.register("host")}
        />
        <Field
          label="Backup port"
          help="6362 by default."
          error={errors.port?.message}
          inputMode="numeric"
          autoComplete="off"
          {...form.register("port", number)}
        />
      </div>
      <MoreAddresses form={form} />
      <Field
        label="Silence time-out"
        suffix="seconds"
        className="max-w-64"
        help="How long the server may send nothing before a run fails."
        error={errors.timeoutSeconds?.message}
        inputMode="numeric"
        autoComplete="off"
        {...form.register("timeoutSeconds", number)}
      />
      <ConnectionAnswers tests={test.tests} knownName={knownName} />
      <FormError message={refusal} />
      <div className="flex flex-wrap items-center gap-2">
        <Allowed right="administer">
          <Button type="submit" look="primary" busy={busy} disabled={onlyWhenChanged && !isDirty}>
            {action}
          </Button>
        </Allowed>
        <Allowed right="administer">
          <Button onClick={() => void runTest()} busy={test.isPending}>
            Test connection
          </Button>
        </Allowed>
        {secondary}
      </div>
    </form>
  );
}
