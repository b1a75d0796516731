/** The UTC time as a directory name, for example `20261124T054500Z`. */
export const setIdAt = (time: Date): string =>
  time.toISOString().replace(/[-:]/g, "").replace(/\.\d+/, "");

/** Names to try for a set that begins at `time`: the time itself, then with a number behind it. */
export function* setIdsAt(time: Date): Generator<string, never> {
  yield setIdAt(time);
  for (let count = 2; ; count++) yield `${setIdAt(time)}-${count}`;
}
