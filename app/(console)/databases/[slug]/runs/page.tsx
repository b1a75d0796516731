import type { Metadata } from "next";
import { DatabaseRuns } from "../../../../_databases/database-runs.tsx";

export const metadata: Metadata = { title: "Runs" };

interface Props {
  params: Promise<{ slug: string }>;
}

export default async function Page({ params }: Props) {
  const { slug } = await params;
  return <DatabaseRuns slug={slug} />;
}
