/** Beside a button that saves: what came of it. */
export function SavedWord({
  error,
  isSaved,
}: {
  error: { message: string } | null;
  isSaved: boolean;
}) {
  return (
    <span role="status" className={error ? "text-bad" : "text-good"}>
      {error ? `Not saved: ${error.message}` : isSaved ? "Saved" : ""}
    </span>
  );
}
