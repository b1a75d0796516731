// What came of a suite: counts, and by name what failed and what only passed at the second try.

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Outcome extends Count {
  /** A line for each test that failed: its name, and the first line of why. */
  failures: string[];
  /** Names of tests that failed once and passed when they were run again. */
  secondTries: string[];
}

/** Of a suite that is one test, or that could not be run at all. */
export const one = (what: keyof Count, failure?: string): Outcome => ({
  passed: 0,
  failed: 0,
  skipped: 0,
  [what]: 1,
  failures: failure === undefined ? [] : [failure],
  secondTries: [],
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal begin with one
const COLOUR = /\u001b\[[0-9;]*m/g;

/** `name: first line of the message`, on one line of at most 300 characters. */
export const failureLine = (name: string, message: string | undefined): string => {
  const first = (message ?? "no message").replace(COLOUR, "").trim().split("\n")[0];
  return `${name}: ${first}`.slice(0, 300);
};
