import type { Metadata } from "next";
import { RunView } from "../../../_runs/run-view.tsx";

export const metadata: Metadata = { title: "Run" };

interface Props {
  params: Promise<{ id: string }>;
}

export default async function RunPage({ params }: Props) {
  const { id } = await params;
  return <RunView id={id} />;
}
