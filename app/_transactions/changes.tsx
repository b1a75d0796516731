import { cn } from "../_ui/cn.ts";
import { figuresOf, type SignedFigure } from "./words.ts";

const COLOURS: Record<SignedFigure["word"], string> = {
  created: "text-good",
  changed: "text-ink-2",
  deleted: "text-bad",
};

/** `+3 ~2 −1`, in colour and with words for screen readers. */
export function Figures({ figures, className }: { figures: SignedFigure[]; className?: string }) {
  if (figures.length === 0) return <span className="text-ink-3">–</span>;
  return (
    <span className={cn("inline-flex flex-wrap justify-end gap-x-2", className)}>
      {figures.map((figure) => (
        <span key={figure.word} className={cn("whitespace-nowrap", COLOURS[figure.word])}>
          {figure.text}
          <span className="sr-only"> {figure.word}</span>
        </span>
      ))}
    </span>
  );
}

/** What was created, changed and deleted of one kind. */
export function Changes({
  changes,
}: {
  changes: { created: number; changed: number; deleted: number };
}) {
  return <Figures figures={figuresOf(changes)} />;
}
