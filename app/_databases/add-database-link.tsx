"use client";
import { Allowed } from "../_people/allowed.tsx";
import { useMay } from "../_people/use-may.ts";
import { Button, ButtonLink } from "../_ui/button.tsx";

/** The way to add a database, for who may. */
export function AddDatabaseLink() {
  const { may } = useMay("administer");
  return may ? (
    <ButtonLink look="primary" href="/databases/new">
      Add database
    </ButtonLink>
  ) : (
    <Allowed right="administer">
      <Button look="primary">Add database</Button>
    </Allowed>
  );
}
