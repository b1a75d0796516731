import type { ReactNode } from "react";
import { DatabaseFrame } from "../../../_databases/database-frame.tsx";

interface Props {
  children: ReactNode;
  params: Promise<{ slug: string }>;
}

export default async function DatabaseLayout({ children, params }: Props) {
  const { slug } = await params;
  return <DatabaseFrame slug={slug}>{children}</DatabaseFrame>;
}
