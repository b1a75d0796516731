const codeOf = (error: unknown): string | undefined =>
  (error as { data?: { code?: string } | null } | null)?.data?.code;

export const isSignedOut = (error: unknown): boolean => codeOf(error) === "UNAUTHORIZED";

/**
 * What the server refused is refused again; other failures may pass. That nobody is signed in is asked twice: another
 * password or second factor begins another session, and a question on its way still carried the one before.
 */
export const retryUnlessRefused = (failures: number, error: unknown): boolean =>
  failures < 1 && codeOf(error) !== "FORBIDDEN";

/**
 * Leaves for the sign-in page when the server says that nobody is signed in (any more), and comes back here afterwards.
 * @returns whether it does
 */
export function leaveWhenSignedOut(error: unknown): boolean {
  if (!isSignedOut(error) || typeof window === "undefined") return false;
  const { pathname, search } = window.location;
  if (["/sign-in", "/setup", "/join"].includes(pathname)) return false;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
  return true;
}
