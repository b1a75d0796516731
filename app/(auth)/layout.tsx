import type { ReactNode } from "react";
import { Logo } from "../_shell/logo.tsx";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-[440px] content-center px-4 py-10">
      <p className="mb-5 flex items-center gap-2 font-semibold tracking-tight">
        <Logo />
        Holdfast
      </p>
      {children}
    </main>
  );
}
