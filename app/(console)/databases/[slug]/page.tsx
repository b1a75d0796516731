import type { Metadata } from "next";
import { DatabaseOverview } from "../../../_databases/database-overview.tsx";

export const metadata: Metadata = { title: "Overview" };

interface Props {
  params: Promise<{ slug: string }>;
}

export default async function Page({ params }: Props) {
  const { slug } = await params;
  return <DatabaseOverview slug={slug} />;
}
