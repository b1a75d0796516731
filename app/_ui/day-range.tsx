import { inputStyle } from "./field.tsx";

/** Two days of the reader's calendar, both inclusive; empty for none. */
export function DayRange({
  from,
  to,
  onChange,
}: {
  from: string;
  to: string;
  onChange: (patch: { from: string } | { to: string }) => void;
}) {
  return (
    <span className="flex items-center gap-2">
      <Day label="From day" value={from} onChange={(day) => onChange({ from: day })} />
      <span aria-hidden="true" className="text-ink-3">
        to
      </span>
      <Day label="To day" value={to} onChange={(day) => onChange({ to: day })} />
    </span>
  );
}

function Day({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <input
      type="date"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={`${inputStyle} w-auto`}
    />
  );
}
