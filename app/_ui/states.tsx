"use client";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { Mark } from "./mark.tsx";

/** A grey place-holder of the final size. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn("block rounded bg-line motion-safe:animate-pulse", className)}
    />
  );
}

/** Says to a screen reader that something loads; the eye sees the skeletons inside. */
export function Loading({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div role="status" aria-label={`Loading ${what}`}>
      {children}
    </div>
  );
}

/** Rows of skeletons, as tall as the rows that will take their place. */
export function LoadingRows({
  what,
  rows,
  className,
}: {
  what: string;
  rows: number;
  className?: string;
}) {
  return (
    <Loading what={what}>
      {Array.from({ length: rows }, (_, at) => at).map((at) => (
        <div
          key={at}
          className={cn(
            "flex h-16 items-center gap-6 border-line border-b px-4 last:border-b-0",
            className,
          )}
        >
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4 flex-1" />
          <Skeleton className="h-4 w-20" />
        </div>
      ))}
    </Loading>
  );
}

/** Nothing there yet: what would be here, and the way to it. */
export function EmptyState({
  title,
  children,
  actions,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="px-6 py-12 text-center">
      <p className="font-semibold">{title}</p>
      {children ? <div className="mx-auto mt-1 max-w-lg text-ink-2">{children}</div> : null}
      {actions ? (
        <div className="mt-4 flex flex-wrap items-center justify-center gap-2">{actions}</div>
      ) : null}
    </div>
  );
}

/** The page could not ask the server: what happened, what is still safe, what to do. */
export function ErrorState({
  what,
  error,
  onRetry,
}: {
  what: string;
  error: { message: string; data?: unknown };
  onRetry: () => void;
}) {
  const noAnswer = "data" in error && (error.data === undefined || error.data === null);
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-6">
      <Mark tone="bad" className="text-bad" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">Could not load {what}</p>
        <p className="text-ink-2">
          {noAnswer ? "The server does not answer" : error.message}. Backups on disk are not
          affected; runs that are under way go on.
        </p>
      </div>
      <Button onClick={onRetry}>Try again</Button>
    </div>
  );
}
