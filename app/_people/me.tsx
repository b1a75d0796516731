"use client";
import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { MeDto } from "../_trpc/types.ts";

const Me = createContext<MeDto | null>(null);

const ASKS_EVERY_MILLIS = 30_000;

/** Tells all pages who is signed in, as the server saw it when it answered. */
export function MeProvider({ me, children }: { me: MeDto; children: ReactNode }) {
  return <Me.Provider value={me}>{children}</Me.Provider>;
}

/** Who is signed in; asked anew now and then, since a role may change. */
export function useMe(): MeDto {
  const first = useContext(Me);
  if (!first) throw new Error("only pages behind sign-in know who is signed in");
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.people.me.queryOptions(undefined, {
      initialData: first,
      refetchInterval: ASKS_EVERY_MILLIS,
    }),
  );
  return data;
}
