"use client";
import { ArrowUp, Plus, X } from "lucide-react";
import { type UseFormReturn, useFieldArray } from "react-hook-form";
import { Button } from "../_ui/button.tsx";
import { cn } from "../_ui/cn.ts";
import { inputStyle } from "../_ui/field.tsx";
import { type AddressValues, MOST_ADDRESSES } from "./address-schema.ts";
import { movedUp } from "./addresses.ts";

const number = { setValueAs: (value: unknown) => (value === "" ? Number.NaN : Number(value)) };

/** The other members of a cluster: tried in this order when the first address does not serve. */
export function MoreAddresses({ form }: { form: UseFormReturn<AddressValues> }) {
  const { control, register, formState, getValues, setValue } = form;
  const { fields, append, remove } = useFieldArray({ control, name: "moreAddresses" });
  const moveUp = (at: number) => {
    const { host, port, moreAddresses } = getValues();
    const [first, ...others] = movedUp([{ host, port }, ...moreAddresses], at + 1);
    if (!first) return;
    const how = { shouldDirty: true, shouldTouch: true };
    setValue("host", first.host, how);
    setValue("port", first.port, how);
    setValue("moreAddresses", others, { ...how, shouldValidate: true });
  };
  const errors = formState.errors.moreAddresses;
  return (
    <fieldset className="grid min-w-0 grid-cols-1 gap-2">
      <legend className="mb-1 font-medium">Other addresses</legend>
      <p className="text-xs text-ink-3">
        Members of the same cluster. They are tried in this order when the one before cannot be
        reached, is behind the backup, or has another store.
      </p>
      {fields.map((field, at) => {
        const wrong = errors?.[at];
        const message = wrong?.host?.message ?? wrong?.port?.message;
        const note = `more-${field.id}-note`;
        const common = { autoComplete: "off", "aria-describedby": note };
        return (
          <div key={field.id}>
            <div className="flex items-center gap-2">
              <input
                {...common}
                aria-label={`Host of address ${at + 2}`}
                aria-invalid={wrong?.host ? true : undefined}
                spellCheck={false}
                placeholder="graph-02.internal"
                className={cn(inputStyle, "min-w-0 flex-1")}
                {...register(`moreAddresses.${at}.host`)}
              />
              <input
                {...common}
                aria-label={`Backup port of address ${at + 2}`}
                aria-invalid={wrong?.port ? true : undefined}
                inputMode="numeric"
                className={cn(inputStyle, "w-20 shrink-0")}
                {...register(`moreAddresses.${at}.port`, number)}
              />
              <Button
                look="quiet"
                size="icon"
                aria-label={`Try address ${at + 2} earlier`}
                title="Try earlier"
                onClick={() => moveUp(at)}
              >
                <ArrowUp aria-hidden="true" className="size-4" />
              </Button>
              <Button
                look="quiet"
                size="icon"
                aria-label={`Remove address ${at + 2}`}
                title="Remove"
                onClick={() => remove(at)}
              >
                <X aria-hidden="true" className="size-4" />
              </Button>
            </div>
            <p id={note} className="mt-1 min-h-4 text-xs text-bad">
              {message}
            </p>
          </div>
        );
      })}
      <div>
        <Button
          size="small"
          disabled={fields.length >= MOST_ADDRESSES - 1}
          onClick={() => append({ host: "", port: 6362 })}
        >
          <Plus aria-hidden="true" className="size-3.5" />
          Add an address
        </Button>
      </div>
    </fieldset>
  );
}
