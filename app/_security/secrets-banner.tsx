"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useMay } from "../_people/use-may.ts";
import { useTRPC } from "../_trpc/client.ts";
import { Mark } from "../_ui/mark.tsx";
import { secretsWords } from "./words.ts";

const FRESH_MILLIS = 60_000;
const WHERE = "/settings/security";

/** On every page, for administrators: that secrets cannot be read, and where the recovery key is entered. */
export function SecretsBanner() {
  const trpc = useTRPC();
  const { may } = useMay("administer");
  const path = usePathname();
  const secrets = useQuery(
    trpc.security.secrets.queryOptions(undefined, { enabled: may, staleTime: FRESH_MILLIS }),
  );
  if (!secrets.data || secrets.data.state === "readable" || path === WHERE) return null;
  return (
    <div
      role="alert"
      className="mb-5 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border border-line bg-bad-soft px-4 py-3"
    >
      <Mark tone="bad" className="text-bad" />
      <p className="min-w-0 flex-1">
        <span className="font-semibold">Secrets cannot be read.</span>{" "}
        {secretsWords(secrets.data).text}
      </p>
      <Link href={WHERE} className="font-medium underline">
        Settings, Security
      </Link>
    </div>
  );
}
