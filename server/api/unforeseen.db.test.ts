import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import { appRouter } from "./root.ts";

const ctx = testContext();

test("what nobody foresaw is answered without its details", async () => {
  const secret = "connect ECONNREFUSED db.internal:5432 as holdfast";
  const broken = new Proxy(ctx.db, {
    get: () => {
      throw new Error(secret);
    },
  });
  const answer = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: new Request("http://localhost/api/trpc/databases.list"),
    router: appRouter,
    createContext: () => ({ ...ctx, db: broken }),
  });
  const text = await answer.text();
  expect(answer.status).toBe(500);
  expect(text).toContain("something went wrong here");
  expect(text).not.toContain("db.internal");
});

test("an identity provider at an address that is never connected to is refused", async () => {
  const settings = {
    enabled: true,
    label: "Work",
    clientId: "holdfast",
    secret: "hunter2",
    newcomers: false,
    defaultRole: "viewer" as const,
    domains: [],
    groupClaim: null,
    groupRoles: [],
  };
  const save = appRouter.createCaller(ctx).people.saveSingleSignOn;
  await expect(save({ ...settings, issuer: "http://169.254.169.254/latest" })).rejects.toThrow(
    /metadata service/,
  );
  await expect(save({ ...settings, issuer: "https://a:b@id.example" })).rejects.toThrow(
    /user name or password/,
  );
  expect(await ctx.db.singleSignOn.count()).toBe(0);
});
