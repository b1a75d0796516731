import type { ReactNode } from "react";
import { signedIn } from "../_guard/visitor.ts";
import { MeProvider } from "../_people/me.tsx";
import { Shell } from "../_shell/shell.tsx";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  return (
    <MeProvider me={await signedIn()}>
      <Shell>{children}</Shell>
    </MeProvider>
  );
}
