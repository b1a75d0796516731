import type { Metadata } from "next";
import { RetentionTab } from "../../../../_retention/retention-tab.tsx";

export const metadata: Metadata = { title: "Retention" };

interface Props {
  params: Promise<{ slug: string }>;
}

export default async function Page({ params }: Props) {
  const { slug } = await params;
  return <RetentionTab slug={slug} />;
}
