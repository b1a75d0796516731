import { test as base, expect, type Page } from "@playwright/test";
import { freePort } from "../../scripts/free-port.ts";
import type { DatabaseDto } from "../../server/overview/schema.ts";
import type { RunAsked } from "../../server/runs/schema.ts";
import { Installation } from "./installation.ts";
import { OwnInstallation } from "./own-installation.ts";
import type { RunRow } from "./rows.ts";
import { runSettings } from "./run-settings.ts";
import { Source } from "./source.ts";
import { watchForErrors } from "./watch-for-errors.ts";

/** Where installations of a test's own begin to look for ports; apart for each worker, like the sources'. */
const OWN_PORTS = { first: 7570, each: 10 };
/** Apart for each worker, so that two do not try the same port in the same moment. */
const SOURCE_PORTS = { first: 7530, each: 20 };

interface OfTest {
  /** An installation of the test's own, empty but for its administrator, as whom the test's pages are signed in. */
  own: OwnInstallation;
  /** False: nobody has set `own` up yet. */
  ownIsSetUp: boolean;
  /** What else the environment of `own` says. */
  ownEnv: Record<string, string>;
  source: Source;
  /** A database of the test's own, whose source is `source`. */
  database: DatabaseDto;
  /** Makes a backup past the browser, to arrange what a test begins with. */
  backUp: (asked?: Extract<RunAsked, "auto" | "full" | "incremental">) => Promise<RunRow>;
  /** Messages of the browser's console that the test provokes. */
  expectedErrors: RegExp[];
  watched: undefined;
}

interface OfWorker {
  holdfast: Installation;
}

let made = 0;

/** A name that no other test uses. */
export const freshName = (word: string): string =>
  `${word} ${process.pid.toString(36)}${(++made).toString(36)}`;

export const portOfSource = async (worker: number): Promise<number> => {
  const first = SOURCE_PORTS.first + (worker % 2) * SOURCE_PORTS.each;
  return await freePort(first, first + SOURCE_PORTS.each - 1);
};

export const test = base.extend<OfTest, OfWorker>({
  holdfast: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
    async ({}, use) => {
      const { baseURL, dataDirectory } = runSettings();
      const installation = new Installation(baseURL, dataDirectory);
      await use(installation);
      await installation.leave();
    },
    { scope: "worker" },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
  source: async ({}, use, info) => {
    const source = await Source.start(await portOfSource(info.parallelIndex));
    await use(source);
    await source.end();
  },
  ownIsSetUp: [true, { option: true }],
  ownEnv: [{}, { option: true }],
  own: async ({ context, ownIsSetUp, ownEnv }, use, info) => {
    const own = await OwnInstallation.start(
      OWN_PORTS.first + (info.parallelIndex % 2) * OWN_PORTS.each,
      { signedIn: ownIsSetUp, env: ownEnv },
    );
    // cookies know no ports: the shared installation's would be sent here
    await context.clearCookies();
    await context.addCookies(own.state?.cookies ?? []);
    await use(own);
    if (info.status !== info.expectedStatus)
      await info.attach("own-console.log", { body: own.log(), contentType: "text/plain" });
    await context.close(); // before what its pages listen to goes away
    await own.stop();
  },
  database: async ({ holdfast, source }, use) => {
    const address = { host: "127.0.0.1", port: source.port, timeoutSeconds: 20 };
    await use(await holdfast.api.databases.add.mutate({ name: freshName("Shop"), ...address }));
  },
  backUp: async ({ holdfast, database }, use) => {
    await use(async (asked = "auto") => {
      const answer = await holdfast.api.runs.start.mutate({ databaseId: database.id, asked });
      if (!answer.ok) throw new Error(answer.reason);
      return await holdfast.rows.runEnded(answer.run.id);
    });
  },
  expectedErrors: [[], { option: true }],
  watched: [
    async ({ context, holdfast, expectedErrors }, use, info) => {
      const before = holdfast.log().length;
      const errors = watchForErrors(context, expectedErrors);
      await use(undefined);
      if (info.status !== info.expectedStatus)
        await info.attach("console.log", {
          body: holdfast.log().slice(before),
          contentType: "text/plain",
        });
      expect(errors, "errors in the browser").toEqual([]);
    },
    { auto: true },
  ],
});

/** Clicks one of the kinds behind the arrow of *Back up now*. */
export async function chooseKind(page: Page, kind: RegExp): Promise<void> {
  await page.getByRole("button", { name: "Choose kind of backup" }).click();
  await page.getByRole("menuitem", { name: kind }).click();
}

export { expect } from "@playwright/test";
