import Link from "next/link";

export default function NotFound() {
  return (
    <main className="mx-auto max-w-lg px-6 py-24 text-center">
      <h1 className="text-xl font-semibold">This page does not exist</h1>
      <p className="mt-1 text-ink-2">The address may be old, or mistyped.</p>
      <p className="mt-4">
        <Link href="/" className="text-accent underline underline-offset-2">
          Go to the overview
        </Link>
      </p>
    </main>
  );
}
