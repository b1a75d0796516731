"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { SecretsBanner } from "../_security/secrets-banner.tsx";
import { LiveRuns } from "../_trpc/live-runs.tsx";
import { Logo } from "./logo.tsx";
import { Navigation } from "./navigation.tsx";
import { Palette } from "./palette.tsx";
import { SignedIn } from "./signed-in.tsx";
import { StatusFoot } from "./status-foot.tsx";

/** What every page stands in: the sidebar, the palette, the live connection. */
export function Shell({ children }: { children: ReactNode }) {
  return (
    <div className="md:grid md:min-h-dvh md:grid-cols-[216px_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-ink px-3 py-2 text-paper focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <LiveRuns />
      <aside
        aria-label="Sidebar"
        className="border-line bg-sunk max-md:border-b md:sticky md:top-0 md:flex md:h-dvh md:flex-col md:border-r md:px-3 md:py-4"
      >
        <div className="flex items-center justify-between gap-2 max-md:px-4 max-md:pt-2">
          <Link
            href="/"
            className="flex items-center gap-2 rounded-md px-2 py-1 font-semibold tracking-tight"
          >
            <Logo />
            Holdfast
          </Link>
          <div className="flex min-w-0 items-center md:hidden">
            <Palette compact />
            <SignedIn className="min-w-0" />
          </div>
        </div>
        <div className="mt-3 mb-2 max-md:hidden">
          <Palette />
        </div>
        <Navigation />
        <StatusFoot />
        <SignedIn className="mt-2 border-line border-t pt-2 max-md:hidden" />
      </aside>
      <main
        id="main"
        tabIndex={-1}
        className="w-full min-w-0 max-w-[1240px] px-4 pt-6 pb-16 outline-none md:px-8"
      >
        <SecretsBanner />
        {children}
      </main>
    </div>
  );
}
