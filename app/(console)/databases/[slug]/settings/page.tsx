import type { Metadata } from "next";
import { DatabaseSettings } from "../../../../_databases/database-settings.tsx";

export const metadata: Metadata = { title: "Settings" };

interface Props {
  params: Promise<{ slug: string }>;
}

export default async function Page({ params }: Props) {
  const { slug } = await params;
  return <DatabaseSettings slug={slug} />;
}
