"use client";
import type { PersonDto } from "../_trpc/types.ts";
import { Time } from "../_ui/figures.tsx";
import { Pill } from "../_ui/pill.tsx";
import { Table, Td, Th } from "../_ui/table.tsx";
import { useMe } from "./me.tsx";
import { PersonActions } from "./person-actions.tsx";

/** Everybody with an account, one a row. */
export function PeopleTable({ people }: { people: PersonDto[] }) {
  const me = useMe();
  return (
    <Table label="People">
      <thead>
        <tr>
          <Th>Person</Th>
          <Th className="max-sm:hidden">Role</Th>
          <Th>Standing</Th>
          <Th className="max-sm:hidden">Sign-in</Th>
          <Th className="max-sm:hidden">Last sign-in</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.id}>
            <Td>
              <span className="font-medium">{person.name}</span>
              {person.id === me.id ? <span className="text-ink-3"> (you)</span> : null}
              <span className="block text-ink-3 text-xs break-all">{person.email}</span>
              <span className="block text-xs sm:hidden">{person.role}</span>
            </Td>
            <Td className="max-sm:hidden">{person.role}</Td>
            <Td>
              <Standing person={person} />
            </Td>
            <Td className="text-ink-2 max-sm:hidden">{waysOf(person)}</Td>
            <Td className="text-ink-2 max-sm:hidden">
              {person.lastSignInAt ? <Time at={person.lastSignInAt} stop={false} /> : "never"}
            </Td>
            <Td>
              <PersonActions person={person} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Standing({ person }: { person: PersonDto }) {
  if (person.disabledAt) return <Pill tone="bad">Disabled</Pill>;
  if (person.waitsUntil)
    return (
      <>
        <Pill tone="warn">Locked out</Pill>
        <span className="block text-ink-3 text-xs">
          lets in again <Time at={person.waitsUntil} stop={false} />
        </span>
      </>
    );
  if (person.isInvited) return <Pill tone="warn">Invited</Pill>;
  return person.sessions > 0 ? (
    <Pill tone="good">Signed in</Pill>
  ) : (
    <Pill tone="idle">Signed out</Pill>
  );
}

function waysOf(person: PersonDto): string {
  const ways = [
    person.hasPassword ? `password${person.hasTwoFactor ? " and code" : ""}` : null,
    person.hasSingleSignOn ? "single sign-on" : null,
  ].filter((way) => way !== null);
  return ways.length > 0 ? ways.join(", ") : "none yet";
}
