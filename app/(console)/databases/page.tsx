import type { Metadata } from "next";
import { DatabaseList } from "../../_databases/database-list.tsx";

export const metadata: Metadata = { title: "Databases" };

export default function DatabasesPage() {
  return <DatabaseList />;
}
