import type { Metadata } from "next";
import { RestoreTab } from "../../../../_restore/restore-tab.tsx";

export const metadata: Metadata = { title: "Restore" };

interface Props {
  params: Promise<{ slug: string }>;
}

export default async function Page({ params }: Props) {
  const { slug } = await params;
  return <RestoreTab slug={slug} />;
}
