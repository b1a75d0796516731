import { beforeEach, expect, test } from "vitest";
import { listAudit } from "../audit/index.ts";
import { testContext } from "../testing/context.ts";
import { appRouter } from "./root.ts";

const ctx = testContext();
const ada = {
  kind: "person" as const,
  userId: "u1",
  name: "Ada",
  email: "ada@example.org",
  role: "administrator" as const,
  sessionId: "s1",
  address: "192.0.2.7",
};
const asAda = () => ({ ...ctx, actor: ada });
const call = () => appRouter.createCaller(asAda());

/** Every procedure of the api, as its path and what kind of call it is. */
const procedures = Object.entries(
  appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>,
).map(([path, procedure]) => ({ path, type: procedure._def.type }));
const mutations = procedures.filter(({ type }) => type === "mutation").map(({ path }) => path);

let newest = 0;
beforeEach(async () => {
  newest = (await listAudit(ctx, {})).entries[0]?.seq ?? 0;
});
const added = async () =>
  (await listAudit(ctx, {})).entries.filter(({ seq }) => seq > newest).reverse();

test("there are mutations to walk", () => {
  expect(mutations.length).toBeGreaterThan(10);
});

test.each(mutations)("%s leaves an entry, even for an input that it refuses", async (path) => {
  const caller = call() as unknown as Record<
    string,
    Record<string, (input: unknown) => Promise<unknown>>
  >;
  const act = path
    .split(".")
    .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], caller) as (
    input: unknown,
  ) => Promise<unknown>;
  await act({ id: "00000000-0000-7000-8000-000000000000", password: "hunter2" }).catch(
    () => undefined,
  );
  const entries = (await added()).filter(({ act }) => act === path);
  expect(entries).toHaveLength(1);
  expect(entries[0]?.who).toEqual({ kind: "person", id: "u1", name: "Ada (ada@example.org)" });
  expect(entries[0]?.address).toBe("192.0.2.7");
  expect(JSON.stringify(entries)).not.toContain("hunter2");
});

test("no query leaves an entry", async () => {
  await call().databases.list();
  await call().system.status();
  expect(await added()).toEqual([]);
});

test("an edit keeps what differs, before and after, and the database's name", async () => {
  const database = await ctx.newDatabase();
  await call().databases.edit({
    id: database.id,
    name: database.name,
    host: "127.0.0.1",
    port: 6999,
    timeoutSeconds: 5,
  });
  expect(await added()).toMatchObject([
    {
      act: "databases.edit",
      outcome: "ok",
      about: { kind: "database", id: database.id, name: database.name },
      before: { port: 6362 },
      after: { port: 6999 },
    },
  ]);
});

test("what was added is named, what was refused says why", async () => {
  const address = { host: "127.0.0.1", port: 6362, timeoutSeconds: 5 };
  const database = await call().databases.add({ name: "Audited", ...address });
  await expect(call().databases.add({ name: "Audited", ...address })).rejects.toThrow();
  await expect(call().databases.add({ name: "", ...address })).rejects.toThrow();
  expect(await added()).toMatchObject([
    { outcome: "ok", about: { id: database?.id, name: "Audited" }, before: null },
    { outcome: "refused", reason: 'another database is already called "Audited"' },
    { outcome: "refused", reason: "name: Enter a name" },
  ]);
});

test("an address that Holdfast does not connect to is refused when it is typed, tested or edited", async () => {
  const address = { host: "169.254.169.254", port: 6362, timeoutSeconds: 5 };
  await expect(call().databases.add({ name: "Meta", ...address })).rejects.toThrow(
    /metadata service/,
  );
  expect(await call().databases.testConnection(address)).toMatchObject({
    ok: false,
    error: { code: "address-refused" },
  });
  expect(await added()).toMatchObject([
    {
      act: "databases.add",
      outcome: "refused",
      reason: expect.stringContaining("169.254.169.254"),
    },
    { act: "databases.testConnection", outcome: "failed", about: { id: "169.254.169.254:6362" } },
  ]);
});

test("refusals of those who are not signed in are kept, but not without end", async () => {
  const nobody = appRouter.createCaller({ ...ctx, actor: null });
  for (let count = 0; count < 40; count++)
    await nobody.databases.remove({ id: "x", deleteBackups: true }).catch(() => undefined);
  const entries = await added();
  expect(entries.length).toBe(30);
  expect(entries[0]).toMatchObject({
    who: { kind: "nobody" },
    outcome: "refused",
    act: "databases.remove",
  });
});
