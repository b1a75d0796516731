const ENTRIES = [
  { look: "h-3.5 w-1.5 rounded-sm bg-set", label: "Full backup" },
  { look: "h-2.5 w-5 rounded-sm bg-seg", label: "Restorable, to any transaction" },
  { look: "h-3.5 w-2 rounded-sm border border-dashed border-ink-3 bg-panel", label: "Expiring" },
  { look: "hatch h-3.5 w-5 rounded-sm", label: "Gap" },
];

const EXPOSED = { good: "bg-field-line", warn: "bg-warn-fill", bad: "bg-bad-fill" };

/** What the shapes of the strip mean. */
export function StripLegend({ level }: { level: keyof typeof EXPOSED }) {
  return (
    <ul aria-label="Legend" className="flex flex-wrap gap-x-5 gap-y-1 text-xs text-ink-2">
      {ENTRIES.map((entry) => (
        <li key={entry.label} className="inline-flex items-center gap-1.5">
          <span aria-hidden="true" className={entry.look} />
          {entry.label}
        </li>
      ))}
      <li className="inline-flex items-center gap-1.5">
        <span aria-hidden="true" className={`h-1.5 w-5 ${EXPOSED[level]}`} />
        Not protected yet
      </li>
    </ul>
  );
}
