import type { Metadata } from "next";
import type { ReactNode } from "react";
import { DatabaseFrame } from "../../../_databases/database-frame.tsx";

interface Props {
  children: ReactNode;
  params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Pick<Props, "params">): Promise<Metadata> {
  const { slug } = await params;
  return { title: { default: slug, template: `%s, ${slug} · Holdfast` } };
}

export default async function DatabaseLayout({ children, params }: Props) {
  const { slug } = await params;
  return <DatabaseFrame slug={slug}>{children}</DatabaseFrame>;
}
