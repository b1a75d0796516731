"use client";
import { LogOut } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useMe } from "../_people/me.tsx";
import { signInRequest } from "../_people/sign-in-request.ts";
import { Button } from "../_ui/button.tsx";
import { cn } from "../_ui/cn.ts";

/** Who is signed in, the way to their account, and out. */
export function SignedIn({ className }: { className?: string }) {
  const me = useMe();
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    await signInRequest("/sign-out", {});
    window.location.assign("/sign-in");
  };
  return (
    <div className={cn("flex items-center gap-1", className)}>
      <Link
        href="/account"
        aria-label={`Your account: ${me.name}, ${me.role}`}
        className="min-w-0 flex-1 rounded-md px-2 py-1 hover:bg-panel"
      >
        <span className="block truncate font-medium">{me.name}</span>
        <span className="block text-xs text-ink-3 max-md:hidden">{me.role}</span>
      </Link>
      <Button look="quiet" size="icon" aria-label="Sign out" busy={busy} onClick={leave}>
        <LogOut className="size-4" aria-hidden="true" />
      </Button>
    </div>
  );
}
