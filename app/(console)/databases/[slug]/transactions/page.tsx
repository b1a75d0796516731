import type { Metadata } from "next";
import { TransactionsTab } from "../../../../_transactions/transactions-tab.tsx";

export const metadata: Metadata = { title: "Transactions" };

interface Props {
  params: Promise<{ slug: string }>;
}

export default async function Page({ params }: Props) {
  const { slug } = await params;
  return <TransactionsTab slug={slug} />;
}
