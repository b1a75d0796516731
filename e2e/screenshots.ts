// The pictures of the README: `node --import tsx e2e/screenshots.ts`, after a build. Needs Java and Maven, since what
// they show was pulled from a real Neo4j.
import path from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { chromiumPath } from "../scripts/chromium.ts";
import { root } from "../scripts/settings.ts";
import { OwnInstallation } from "./harness/own-installation.ts";
import { type Stage, setStage } from "./pictures/stage.ts";

const DIRECTORY = path.join(root, "docs/screenshots");
/** Until the first figures have come by the live connection. */
const SETTLE_MILLIS = 700;
const SIZES = [
  { width: 1280, height: 860, deviceScaleFactor: 1 },
  { width: 390, height: 844, deviceScaleFactor: 2 },
];

interface Picture {
  name: string;
  path: string;
  /** No picture of it on a phone. */
  onlyWide?: boolean;
  /** As somebody sees it who has no session. */
  isSignedOut?: boolean;
  prepare?: (page: Page) => Promise<void>;
}

const pictures = ({ orders, shop, failedRun, runningRun }: Stage): Picture[] => [
  { name: "run-in-progress", path: `/runs/${runningRun}` }, // the ones with a run under way come first
  { name: "overview", path: "/" },
  { name: "database", path: `/databases/${orders.slug}` },
  { name: "runs", path: `/databases/${orders.slug}/runs`, onlyWide: true },
  { name: "backups", path: `/databases/${orders.slug}/backups` },
  {
    name: "retention",
    path: `/databases/${orders.slug}/retention`,
    prepare: async (page) => {
      await page.getByLabel("Keep a recovery window").check();
      await page.getByLabel("Recovery window", { exact: true }).fill("7");
      await page
        .getByText(/backup sets? would go/)
        .first()
        .waitFor();
    },
  },
  {
    name: "restore",
    path: `/databases/${shop.slug}/restore?tx=${shop.middleTx}`,
    prepare: (page) => page.getByText("Cut the log behind transaction").waitFor(),
  },
  { name: "restored", path: `/runs/${shop.restoreRun}`, onlyWide: true },
  { name: "transactions", path: `/databases/${shop.slug}/transactions` },
  {
    name: "transaction",
    path: `/databases/${shop.slug}/transactions/${shop.middleTx}`,
    onlyWide: true,
  },
  { name: "verification", path: `/runs/${shop.checkRun}`, onlyWide: true },
  { name: "failure", path: `/runs/${failedRun}`, onlyWide: true },
  { name: "databases", path: "/databases" },
  { name: "schedule", path: `/databases/${orders.slug}/schedule` },
  { name: "database-settings", path: `/databases/${orders.slug}/settings` },
  { name: "alarms", path: "/alarms" },
  { name: "settings", path: "/settings" },
  { name: "people", path: "/settings/people" },
  { name: "audit", path: "/settings/audit" },
  { name: "notifications", path: "/settings/notifications" },
  { name: "templates", path: "/settings/retention" },
  { name: "security", path: "/settings/security" },
  { name: "account", path: "/account" },
  { name: "sign-in", path: "/sign-in", isSignedOut: true },
];

/** A picture shows a directory as a reader would have it. */
function withoutPath(directory: string): void {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode } = texts;
    currentNode.nodeValue = (currentNode.nodeValue ?? "").replaceAll(
      directory,
      "/var/lib/holdfast",
    );
  }
}

async function take(browser: Browser, own: OwnInstallation, stage: Stage): Promise<void> {
  const { url, state } = own;
  for (const picture of pictures(stage))
    for (const { width, height, deviceScaleFactor } of SIZES.slice(0, picture.onlyWide ? 1 : 2))
      for (const colorScheme of ["light", "dark"] as const) {
        const page = await browser.newPage({
          viewport: { width, height },
          deviceScaleFactor,
          colorScheme,
          reducedMotion: "reduce",
          timezoneId: "UTC",
          ...(state && !picture.isSignedOut ? { storageState: state } : {}),
        });
        await page.goto(`${url}${picture.path}`);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.waitForFunction(
          () => document.querySelector('[role="status"][aria-label^="Loading"]') === null,
        );
        await picture.prepare?.(page);
        await page.evaluate(() => document.fonts.ready);
        await page.waitForTimeout(SETTLE_MILLIS);
        await page.evaluate(withoutPath, own.dataDirectory);
        const file = path.join(DIRECTORY, `${picture.name}-${colorScheme}-${width}.png`);
        await page.screenshot({ path: file });
        console.log(path.relative(root, file));
        await page.close();
      }
}

const own = await OwnInstallation.start(7580);
try {
  const stage = await setStage(own);
  const browser = await chromium.launch({
    executablePath: await chromiumPath(),
    chromiumSandbox: false,
  });
  await take(browser, own, stage);
  await browser.close();
  await stage.strike();
} finally {
  await own.stop();
}
