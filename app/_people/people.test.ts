import { expect, test } from "vitest";
import { permissionOf } from "./permission.ts";
import { problemOf } from "./problem.ts";
import { becauseOf } from "./sign-in-request.ts";
import { draftOf, settingsOf } from "./single-sign-on-draft.ts";

test("a role's buttons are those that the server lets it use, and the reason says whom to ask", () => {
  const may = (["viewer", "operator", "administrator"] as const).map((role) => [
    permissionOf(role, "operate").may,
    permissionOf(role, "administer").may,
  ]);
  expect(may).toEqual([
    [false, false],
    [true, false],
    [true, true],
  ]);
  expect(permissionOf("viewer", "operate").why).toBe(
    "Your role is viewer: this takes an operator or an administrator.",
  );
  expect(permissionOf("administrator", "administer").why).toBeNull();
});

test("a refusal is one sentence, of an input the first thing that is wrong", () => {
  expect(problemOf(null)).toBeNull();
  expect(problemOf({ message: "this is not your password" })).toBe("This is not your password.");
  const issues = JSON.stringify([{ message: "Enter a name", path: ["name"] }, { message: "x" }]);
  expect(problemOf({ message: issues })).toBe("Enter a name.");
  expect(problemOf({ message: "[half" })).toBe("[half.");
});

test("what the identity provider's answer came to is told in words, never as it stands in the address", () => {
  expect(becauseOf("not_invited")).toMatch(/Ask an administrator to invite you/);
  const unknown = becauseOf("<script>alert(1)</script>");
  expect(unknown).toMatch(/nobody was signed in/);
  expect(unknown).not.toContain("script");
});

test("single sign-on is read from what was typed, and told back the same", () => {
  const draft = {
    ...draftOf(null),
    issuer: "https://id.example.com",
    clientId: "holdfast",
    domains: "example.com, example.org example.net",
    groupClaim: " groups ",
    groupRoles: "dba: operator\n\ncn=admins,dc=example: administrator",
  };
  const read = settingsOf(draft);
  if (!read.ok) throw new Error(read.problem);
  expect(read.settings).toMatchObject({
    domains: ["example.com", "example.org", "example.net"],
    groupClaim: "groups",
    groupRoles: [
      { group: "dba", role: "operator" },
      { group: "cn=admins,dc=example", role: "administrator" },
    ],
  });
  expect(read.settings).not.toHaveProperty("secret");
  for (const line of ["dba", "dba: boss", ": operator", "dba operator"])
    expect(settingsOf({ ...draft, groupRoles: line })).toMatchObject({ ok: false });
});
