import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { beforeSignIn } from "../../_guard/visitor.ts";
import { SignInForm } from "../../_people/sign-in-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

interface Props {
  searchParams: Promise<{ next?: string | string[]; error?: string | string[] }>;
}

const one = (value: string | string[] | undefined): string | null =>
  typeof value === "string" ? value : null;

export default async function SignInPage({ searchParams }: Props) {
  const asked = await searchParams;
  const door = await beforeSignIn(one(asked.next));
  if (door.needsSetUp) redirect("/setup");
  return <SignInForm next={door.next} error={one(asked.error)} singleSignOn={door.singleSignOn} />;
}
