import type { Page } from "@playwright/test";
import { freePort } from "../../scripts/free-port.ts";
import { LargeSource } from "../harness/large-source.ts";
import { expect, freshName, test } from "../harness/test.ts";

const TRANSACTIONS = 1_000_000;
const SEED = 20_261_124;
const SET_UP_MILLIS = 8 * 60_000;
const PORTS = { first: 7520, last: 7529 };
/** What one look may fetch of the back end's answers, and in how many requests. */
const MOST = { requests: 25, bytes: 400_000, rows: 51, bars: 800 };

/** Counts what a page fetches from the back end; answers are streamed, so that only the browser knows their bytes. */
class Fetched {
  requests = 0;
  bytes = 0;

  static async of(page: Page): Promise<Fetched> {
    const fetched = new Fetched();
    const session = await page.context().newCDPSession(page);
    const answers = new Set<string>();
    session.on("Network.responseReceived", ({ requestId, response }) => {
      if (!response.url.includes("/api/trpc/")) return;
      if (response.mimeType === "text/event-stream") return;
      answers.add(requestId);
      fetched.requests++;
    });
    session.on("Network.dataReceived", ({ requestId, dataLength }) => {
      if (answers.has(requestId)) fetched.bytes += dataLength;
    });
    await session.send("Network.enable");
    return fetched;
  }

  /** What came since the last time is little. */
  expectLittle(what: string): void {
    expect(this.requests, `requests seen, ${what}`).toBeGreaterThan(0);
    expect(this.bytes, `bytes seen, ${what}`).toBeGreaterThan(0);
    expect(this.requests, `requests, ${what}`).toBeLessThanOrEqual(MOST.requests);
    expect(this.bytes, `bytes, ${what}`).toBeLessThanOrEqual(MOST.bytes);
    this.requests = 0;
    this.bytes = 0;
  }
}

test("a set of a million transactions is browsed, filtered and restored from by little pieces", async ({
  page,
  holdfast,
}) => {
  test.setTimeout(SET_UP_MILLIS + 120_000);
  const source = await LargeSource.start(await freePort(PORTS.first, PORTS.last), {
    transactions: TRANSACTIONS,
    seed: SEED,
  });
  try {
    const { database, setId } = await backedUp();
    const fetched = await Fetched.of(page);

    await page.goto(`/databases/${database.slug}/transactions`);
    const table = page.getByRole("table", { name: "Transactions" });
    await expect(table.getByRole("link").first()).toHaveText(text(source.lastTx));
    await expect(table.getByRole("row")).toHaveCount(MOST.rows);
    fetched.expectLittle("the newest transactions");

    await page.getByLabel("Operation").selectOption("Nodes deleted");
    await expect(page).toHaveURL(/operation=node-deleted/);
    await expect(table.getByRole("row")).toHaveCount(MOST.rows);
    const { items } = await holdfast.api.history.page.query({
      setId,
      filter: { operations: ["node-deleted"] },
      limit: 50,
    });
    await expect(table.getByRole("link").first()).toHaveText(text(items[0]?.tx ?? -1));
    await page.getByRole("button", { name: "Older" }).click();
    await expect(table.getByRole("link").first()).not.toHaveText(text(items[0]?.tx ?? -1));
    fetched.expectLittle("filtered, and a page back");

    // one of half a million orders, somewhere in the middle
    const middle = await holdfast.api.history.page.query({
      setId,
      filter: { operations: ["node-created"], lastTx: Math.floor(source.lastTx / 2) },
      limit: 1,
    });
    const detail = await holdfast.api.history.transaction.query({
      setId,
      tx: middle.items[0]?.tx ?? -1,
    });
    const order = detail.entities.find((each) => each.kind === "node");
    await page.goto(`/databases/${database.slug}/transactions?node=${order?.id}`);
    await expect(table.getByRole("row")).toHaveCount(3 + 1);
    fetched.expectLittle("the history of one node");

    await page.goto(`/databases/${database.slug}/restore`);
    const slider = page.getByRole("slider", { name: "Point to restore to" });
    await expect(slider).toHaveAttribute("aria-valuenow", String(source.lastTx));
    const picture = page.getByRole("img", { name: /transactions over time/ });
    const bars = await picture.locator("rect").count();
    expect(bars).toBeGreaterThan(10);
    expect(bars).toBeLessThanOrEqual(MOST.bars);
    fetched.expectLittle("the time line");

    const tx = 500_000;
    await page.getByRole("textbox", { name: "Transaction id" }).fill(String(tx));
    await page.getByRole("textbox", { name: "Transaction id" }).press("Enter");
    await expect(slider).toHaveAttribute("aria-valuenow", String(tx));
    await expect(page.getByText(`Cut the log behind transaction ${text(tx)}`)).toBeVisible();
    await expect(page.getByRole("region", { name: "What you would leave out" })).toContainText(
      text(source.lastTx - tx),
    );
    await slider.press("PageUp");
    await expect(slider).not.toHaveAttribute("aria-valuenow", String(tx));
    await expect(slider).toHaveAttribute("aria-valuetext", /^transaction /);
    fetched.expectLittle("two points to restore to");
  } finally {
    await source.end();
  }

  async function backedUp() {
    const address = { host: "127.0.0.1", port: source.port, timeoutSeconds: 60 };
    const name = freshName("Million");
    const { id, slug } = await holdfast.api.databases.add.mutate({ name, ...address });
    const verifyPolicy = { when: "off", everyDays: null } as const;
    await holdfast.api.databases.edit.mutate({ id, name, ...address, verifyPolicy });
    await backUp(id, "full");
    source.gain();
    const run = await backUp(id, "incremental");
    expect(Number(run.lastTx)).toBe(source.lastTx);
    expect(Number(run.transactions)).toBe(TRANSACTIONS);
    return { database: { slug }, setId: run.setId ?? "" };
  }

  async function backUp(databaseId: string, asked: "full" | "incremental") {
    const answer = await holdfast.api.runs.start.mutate({ databaseId, asked });
    if (!answer.ok) throw new Error(answer.reason);
    const ended = async () => (await holdfast.rows.run(answer.run.id)).finishedAt !== null;
    await expect.poll(ended, { timeout: SET_UP_MILLIS, intervals: [250] }).toBe(true);
    const run = await holdfast.rows.run(answer.run.id);
    expect(run).toMatchObject({ state: "succeeded", result: asked });
    return run;
  }
});

/** As the page writes it. */
const text = (tx: number): string => tx.toLocaleString("en-GB");
