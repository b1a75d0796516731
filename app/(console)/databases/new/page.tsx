import type { Metadata } from "next";
import { AddDatabase } from "../../../_databases/add-database.tsx";

export const metadata: Metadata = { title: "Add database" };

export default function AddDatabasePage() {
  return <AddDatabase />;
}
