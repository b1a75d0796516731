import type { ReceiverAnswer } from "../_trpc/types.ts";
import { Pill } from "../_ui/pill.tsx";

/** What a receiver really said to a test. */
export function TestAnswer({
  answer,
  refusal,
}: {
  answer: ReceiverAnswer | undefined;
  refusal: string | undefined;
}) {
  if (!answer && !refusal) return null;
  return (
    <div role="status" className="rounded-md border border-line bg-sunk px-3 py-2">
      {answer ? (
        <>
          <p className="flex flex-wrap items-center gap-2">
            <Pill tone={answer.ok ? "good" : "bad"}>{answer.ok ? "It arrived" : "Not taken"}</Pill>
            <span className="text-ink-2 text-xs">
              {answer.status === null ? "no answer" : `answered ${answer.status}`} after{" "}
              {answer.millis} ms
            </span>
          </p>
          <p className="mt-1 max-h-40 overflow-y-auto font-mono text-code break-words whitespace-pre-wrap text-ink-2">
            {answer.text || "an empty answer"}
          </p>
        </>
      ) : (
        <p className="text-bad">{refusal}</p>
      )}
    </div>
  );
}
