/** What a person may do, each role more than the next. */
export const ROLES = ["administrator", "operator", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** What a procedure asks of its caller: to read; to run, verify, restore and pin; to change settings and people. */
export type Right = "view" | "operate" | "administer";

const RIGHTS: Record<Role, readonly Right[]> = {
  viewer: ["view"],
  operator: ["view", "operate"],
  administrator: ["view", "operate", "administer"],
};

export const mayDo = (role: Role, right: Right): boolean => RIGHTS[role].includes(right);

/** A signed-in person, as the session of a request says it. */
export interface Person {
  kind: "person";
  userId: string;
  name: string;
  email: string;
  role: Role;
  sessionId: string;
  /** Where the request came from, as far as it is known. */
  address: string | null;
}

/** Who acts: a person, or Holdfast itself (the worker, a schedule, a command on the server). */
export type Actor = Person | { kind: "system"; name: string };
