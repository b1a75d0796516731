"use client";
import { sentence } from "../_runs/words.ts";
import type { TestAnswer } from "../_trpc/types.ts";
import { formatDuration } from "../_ui/format/duration.ts";
import { formatDateTime } from "../_ui/format/time.ts";
import { Mark, TONE_TEXT } from "../_ui/mark.tsx";
import { Spinner } from "../_ui/spinner.tsx";
import { otherStores } from "./other-stores.ts";
import type { AddressTest } from "./use-connection-test.ts";

/** What *Test connection* found, in plain words. Takes its place before there is an answer, so that nothing jumps far. */
export function ConnectionAnswers({
  tests,
  knownName,
}: {
  tests: readonly AddressTest[];
  /** The database being edited: finding its own store there is no surprise. */
  knownName?: string | undefined;
}) {
  const others = otherStores(tests);
  return (
    <section
      aria-label="Connection test"
      aria-live="polite"
      className="min-h-[88px] rounded-md border border-line bg-sunk px-3 py-2.5"
    >
      {tests.length === 0 ? (
        <p className="text-ink-2">
          Not tested yet. The test asks the server for its store id and takes no backup.
        </p>
      ) : (
        <ul className="grid gap-3">
          {tests.map((test) => (
            <li key={test.address}>
              <Answer test={test} isNamed={tests.length > 1} knownName={knownName} />
              {others.has(test.address) ? (
                <p className="mt-1 flex items-center gap-2 text-warn">
                  <Mark tone="warn" />
                  It has another store than {others.get(test.address)}: it is never used for the
                  same backups.
                </p>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Answer({
  test: { address, answer, error },
  isNamed,
  knownName,
}: {
  test: AddressTest;
  /** There are several: each says which it is. */
  isNamed: boolean;
  knownName: string | undefined;
}) {
  const which = isNamed ? `${address}: ` : "";
  if (error)
    return (
      <Trouble what={`${which}the test itself failed`} detail={error.message} advice="Try again." />
    );
  if (!answer)
    return (
      <p className="flex items-center gap-2 text-ink-2">
        <Spinner /> Asking {address} for its store
      </p>
    );
  if (answer.ok) return <Found answer={answer} address={address} knownName={knownName} />;
  return (
    <Trouble
      what={`${which}${answer.error.message}`}
      detail={answer.error.server?.message ?? null}
      advice={answer.error.advice}
    />
  );
}

function Found({
  answer,
  address,
  knownName,
}: {
  answer: Extract<TestAnswer, { ok: true }>;
  address: string;
  knownName: string | undefined;
}) {
  const { store } = answer;
  const other = answer.knownAs !== null && answer.knownAs !== knownName ? answer.knownAs : null;
  return (
    <>
      <p className="flex items-center gap-2 font-medium">
        <Mark tone="good" className={TONE_TEXT.good} />
        {address} answers: {answer.storeVersionFamily}, in {formatDuration(answer.elapsedMillis)}
      </p>
      <p className="mt-1 text-xs text-ink-2">
        Store created {formatDateTime(store.creationTime)}, id{" "}
        <span className="font-mono break-all">{store.randomId}</span>, store version{" "}
        {store.storeVersion}, backup dialect {answer.dialect}
      </p>
      {other ? (
        <p className="mt-1 flex items-center gap-2 text-warn">
          <Mark tone="warn" />
          This store is already backed up here as {other}.
        </p>
      ) : null}
    </>
  );
}

function Trouble({
  what,
  detail,
  advice,
}: {
  what: string;
  detail: string | null;
  advice: string;
}) {
  return (
    <div role="alert">
      <p className="flex items-baseline gap-2 font-medium">
        <Mark tone="bad" className={TONE_TEXT.bad} />
        <span className="min-w-0 break-words">{sentence(what)}</span>
      </p>
      {detail ? <p className="mt-1 font-mono text-xs break-words text-ink-2">{detail}</p> : null}
      <p className="mt-1 text-ink-2">{advice}</p>
    </div>
  );
}
