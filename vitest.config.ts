import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const engine = "packages/neo4j-backup";
const resolve = {
  alias: [
    { find: /^@\//, replacement: here("./") },
    { find: /^neo4j-backup$/, replacement: here(`./${engine}/src/index.ts`) },
    { find: /^neo4j-backup\/(.+)$/, replacement: here(`./${engine}/src/$1/index.ts`) },
  ],
};
const slow = { pool: "forks" as const, testTimeout: 120_000, hookTimeout: 180_000 };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: "unit",
          // Machines are shared and busy; nothing here waits on purpose.
          testTimeout: 30_000,
          include: [
            "packages/*/src/**/*.test.ts",
            "packages/*/test/{property,golden}/**/*.test.ts",
            "server/**/*.test.ts",
            "app/**/*.test.{ts,tsx}",
            "scripts/**/*.test.ts",
          ],
          exclude: ["**/*.db.test.ts", "**/*.live.test.ts", "**/node_modules/**"],
        },
      },
      {
        resolve,
        test: {
          name: "db",
          include: ["server/**/*.db.test.ts"],
          globalSetup: "server/testing/postgres.ts",
          env: {
            HOLDFAST_LOG: "silent",
            HOLDFAST_MASTER_KEY: "5e".repeat(32),
            HOLDFAST_SESSION_SECRET: "5e".repeat(32),
          },
          ...slow,
          testTimeout: 30_000,
        },
      },
      {
        resolve,
        test: { name: "hostile", include: [`${engine}/test/hostile/*.test.ts`], ...slow },
      },
      {
        resolve,
        test: {
          name: "live",
          include: [`${engine}/test/live/*.live.test.ts`, "server/**/*.live.test.ts"],
          ...slow,
          fileParallelism: false,
          // real servers on a busy machine; what needs its second try is named at the end of `npm test`
          retry: 1,
        },
      },
      {
        resolve,
        test: {
          name: "faults",
          include: [`${engine}/test/faults/**/*.test.ts`],
          ...slow,
          fileParallelism: false,
        },
      },
    ],
  },
});
