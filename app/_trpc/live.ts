import type { DatabaseDto, RunDto, RunPage, RunSignal } from "./types.ts";

const ACTIVE = new Set(["queued", "running"]);

/** True while a run waits or works. */
export function isActive(run: Pick<RunDto, "state">): boolean {
  return ACTIVE.has(run.state);
}

/**
 * The run with the news of a signal in it; the same object when the signal is about another run or says nothing new.
 * How a run ended is not patched in: its figures and its cause come with the row, all at once.
 */
export function patchRun(run: RunDto, signal: RunSignal): RunDto {
  if (run.id !== signal.runId || !isActive(run) || !isActive(signal)) return run;
  if (run.state === signal.state && signal.progress === null) return run;
  return { ...run, state: signal.state, progress: signal.progress ?? run.progress };
}

/** The list of databases with the signal's run moved on inside the database it belongs to. */
export function patchDatabase(database: DatabaseDto, signal: RunSignal): DatabaseDto {
  if (database.id !== signal.databaseId || database.activeRun === null) return database;
  const activeRun = patchRun(database.activeRun, signal);
  return activeRun === database.activeRun ? database : { ...database, activeRun };
}

/** A page of runs with the signal's run moved on. */
export function patchPage(page: RunPage, signal: RunSignal): RunPage {
  const items = page.items.map((run) => patchRun(run, signal));
  return items.every((run, at) => run === page.items[at]) ? page : { ...page, items };
}

/**
 * Whether a signal is more than progress: a run that was not known to be active, or a change of state.
 * Then figures that the signal does not carry (sets, strips, counts, errors) are old.
 * @param known the last state seen of each active run; updated in place
 */
export function changesState(known: Map<string, string>, signal: RunSignal): boolean {
  const before = known.get(signal.runId);
  if (isActive(signal)) known.set(signal.runId, signal.state);
  else known.delete(signal.runId);
  return before !== signal.state;
}
