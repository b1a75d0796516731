/** Why a procedure said no, as one sentence: of an input that is wrong, the first thing that is. */
export function problemOf(error: { message: string } | null | undefined): string | null {
  if (!error) return null;
  const text = firstIssue(error.message) ?? error.message;
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** zod's issues come as a JSON list. */
function firstIssue(message: string): string | null {
  if (!message.startsWith("[")) return null;
  try {
    const [issue] = JSON.parse(message) as { message?: string }[];
    return issue?.message ?? null;
  } catch {
    return null;
  }
}
