"use client";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createTRPCClient,
  httpBatchStreamLink,
  httpSubscriptionLink,
  splitLink,
} from "@trpc/client";
import { ThemeProvider } from "next-themes";
import { type ReactNode, useState } from "react";
import { Toaster, toast } from "sonner";
import superjson from "superjson";
import { HintOutlet } from "../_ui/hint.tsx";
import { TRPCProvider } from "./client.ts";
import { leaveWhenSignedOut, retryUnlessRefused } from "./signed-out.ts";
import type { AppRouter } from "./types.ts";

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5_000, retry: retryUnlessRefused, refetchOnWindowFocus: true },
    },
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        if (leaveWhenSignedOut(error)) return;
        if (!mutation.meta?.quiet) toast.error(error.message);
      },
    }),
  });
}

const TOAST = {
  fontFamily: "var(--font-geist-sans), sans-serif",
  fontSize: 14,
  background: "var(--panel)",
  color: "var(--ink)",
  borderColor: "var(--line)",
  boxShadow: "var(--shadow-pop)",
};

/** What goes in one request; the server takes twice as many, and headers of 16 KiB. */
const BATCH = { maxItems: 25, maxURLLength: 8_000 };

function makeTrpcClient() {
  const url = "/api/trpc";
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === "subscription",
        true: httpSubscriptionLink({ url, transformer: superjson }),
        false: httpBatchStreamLink({ url, ...BATCH, transformer: superjson }),
      }),
    ],
  });
}

export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [trpcClient] = useState(makeTrpcClient);
  return (
    <ThemeProvider
      attribute="data-theme"
      defaultTheme="system"
      disableTransitionOnChange
      {...(nonce === undefined ? {} : { nonce })}
    >
      <QueryClientProvider client={queryClient}>
        <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
          {children}
          <HintOutlet />
          <Toaster position="bottom-right" toastOptions={{ style: TOAST }} />
        </TRPCProvider>
      </QueryClientProvider>
    </ThemeProvider>
  );
}
