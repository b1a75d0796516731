"use client";
import { useMutation } from "@tanstack/react-query";
import { addressText, type ServerAddress } from "neo4j-backup/catalogue";
import { useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { TestAnswer } from "../_trpc/types.ts";

/** What came of the test of one address; neither answer nor error while it is under way. */
export interface AddressTest {
  address: string;
  answer?: TestAnswer;
  error?: { message: string };
}

/** Asks each of some addresses who is there, all at once. */
export function useConnectionTest() {
  const trpc = useTRPC();
  const { mutateAsync } = useMutation(
    trpc.databases.testConnection.mutationOptions({ meta: { quiet: true } }),
  );
  const [tests, setTests] = useState<AddressTest[]>([]);
  const run = (addresses: readonly ServerAddress[], timeoutSeconds: number): void => {
    const begun: AddressTest[] = addresses.map((one) => ({
      address: addressText({ ...one, host: one.host.trim() }),
    }));
    setTests(begun);
    // only while these are the ones that were asked for last
    const settle = (at: number, came: Partial<AddressTest>) => {
      Object.assign(begun[at] as AddressTest, came);
      setTests((shown) => (shown[at] === begun[at] ? [...begun] : shown));
    };
    for (const [at, { host, port }] of addresses.entries())
      mutateAsync({ host, port, timeoutSeconds }).then(
        (answer) => settle(at, { answer }),
        (error: { message: string }) => settle(at, { error }),
      );
  };
  const isPending = tests.some(({ answer, error }) => !answer && !error);
  return { tests, isPending, run };
}
