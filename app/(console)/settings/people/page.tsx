import type { Metadata } from "next";
import { PeopleSettings } from "../../../_people/people-settings.tsx";

export const metadata: Metadata = { title: "People" };

export default function PeoplePage() {
  return <PeopleSettings />;
}
