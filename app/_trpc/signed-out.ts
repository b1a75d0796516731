const codeOf = (error: unknown): string | undefined =>
  (error as { data?: { code?: string } | null } | null)?.data?.code;

/** What the server refused is refused again; other failures may pass. */
export const retryUnlessRefused = (failures: number, error: unknown): boolean =>
  failures < 1 && !["UNAUTHORIZED", "FORBIDDEN"].includes(codeOf(error) ?? "");

/**
 * Leaves for the sign-in page when the server says that nobody is signed in (any more), and comes back here afterwards.
 * @returns whether it does
 */
export function leaveWhenSignedOut(error: unknown): boolean {
  if (codeOf(error) !== "UNAUTHORIZED" || typeof window === "undefined") return false;
  const { pathname, search } = window.location;
  if (["/sign-in", "/setup", "/join"].includes(pathname)) return false;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
  return true;
}
