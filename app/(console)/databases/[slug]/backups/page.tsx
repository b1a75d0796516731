import type { Metadata } from "next";
import { SetsTab } from "../../../../_sets/sets-tab.tsx";

export const metadata: Metadata = { title: "Backups" };

interface Props {
  params: Promise<{ slug: string }>;
}

export default async function Page({ params }: Props) {
  const { slug } = await params;
  return <SetsTab slug={slug} />;
}
