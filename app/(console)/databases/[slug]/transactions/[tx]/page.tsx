import type { Metadata } from "next";
import { TransactionView } from "../../../../../_transactions/transaction-view.tsx";

interface Props {
  params: Promise<{ slug: string; tx: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Transaction ${(await params).tx}` };
}

export default async function Page({ params }: Props) {
  const { slug, tx } = await params;
  return <TransactionView slug={slug} tx={tx} />;
}
