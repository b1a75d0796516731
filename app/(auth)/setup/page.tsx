import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { beforeSignIn } from "../../_guard/visitor.ts";
import { SetUpForm } from "../../_people/set-up-form.tsx";

export const metadata: Metadata = { title: "Set up" };

export default async function SetUpPage() {
  const door = await beforeSignIn();
  if (!door.needsSetUp) redirect("/sign-in");
  return <SetUpForm needsCode={door.needsSetUpCode} />;
}
