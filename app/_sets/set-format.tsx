import {
  checkSentence,
  dialectName,
  formatName,
  opensSentence,
} from "../_databases/format-words.ts";
import type { StoreFormat } from "../_trpc/types.ts";

/** The format of a backup's store, and what that means for a restore and for the check. */
export function SetFormat({ format }: { format: StoreFormat }) {
  const dialect = dialectName(format);
  return (
    <p className="text-xs text-ink-2" data-testid="store-format">
      Store format <span className="font-mono">{formatName(format)}</span>
      {dialect ? `, received in dialect ${dialect}` : ""}. {opensSentence(format)}{" "}
      {checkSentence(format)}
    </p>
  );
}
