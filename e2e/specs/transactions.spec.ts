import { BASE_END_TX, NEWEST_TX } from "../harness/source.ts";
import { expect, test } from "../harness/test.ts";

test("browse, filter by the node that one touched, and go back to before it", async ({
  page,
  database,
  backUp,
  source,
  holdfast,
}) => {
  await backUp("full");
  source.gain(NEWEST_TX - BASE_END_TX);
  const { setId } = await backUp("auto");
  const all = await holdfast.api.history.page.query({ setId: setId ?? "", limit: 100 });

  await page.goto(`/databases/${database.slug}/transactions`);
  const table = page.getByRole("table", { name: "Transactions" });
  await expect(table.getByRole("row")).toHaveCount(Math.min(all.items.length, 50) + 1);
  await expect(table.getByRole("link").first()).toHaveText(String(NEWEST_TX));
  await expect(page.getByText(/does not know who did it/)).toBeVisible();
  await expect(page.getByText(/by an index of/)).toBeVisible();

  const created = all.items.filter((each) => each.nodes.created > 0);
  await page.getByLabel("Operation").selectOption("Nodes created");
  await expect(page).toHaveURL(/operation=node-created/);
  await expect(table.getByRole("row")).toHaveCount(created.length + 1);

  const [first] = created;
  if (!first) throw new Error("the sample creates nodes");
  await table.getByRole("link", { name: String(first.tx), exact: true }).click();
  await expect(page.getByRole("heading", { name: `Transaction ${first.tx}` })).toBeVisible();
  const detail = await holdfast.api.history.transaction.query({ setId: setId ?? "", tx: first.tx });
  const node = detail.entities.find((each) => each.kind === "node" && each.operation === "created");
  const property = node?.properties[0];
  if (!node || !property?.after) throw new Error("the sample's new nodes have properties");
  const values = page.getByRole("table", { name: `Properties of Node ${node.id}` });
  const row = values.getByRole("row").filter({ hasText: property.key }).first();
  await expect(row.getByRole("cell")).toHaveText([
    property.key,
    "–",
    `${property.after.text} ${property.after.type}`,
  ]);

  await page
    .getByRole("link", { name: `History of node ${node.id}`, exact: true })
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(`node=${node.id}`));
  const touching = await holdfast.api.history.page.query({
    setId: setId ?? "",
    filter: { node: node.id },
  });
  await expect(table.getByRole("row")).toHaveCount(touching.items.length + 1);
  await expect(table.getByRole("link", { name: String(first.tx), exact: true })).toBeVisible();

  await page.goto(`/databases/${database.slug}/transactions/${NEWEST_TX}?set=${setId}`);
  await page.getByRole("link", { name: "Restore to before this" }).click();
  await expect(page.getByRole("slider", { name: "Point to restore to" })).toHaveAttribute(
    "aria-valuenow",
    String(NEWEST_TX - 1),
  );
});

test("ids narrow the list, pages go back in time, and what matches nothing says so", async ({
  page,
  database,
  backUp,
  source,
}) => {
  await backUp("full");
  source.gain(NEWEST_TX - BASE_END_TX);
  await backUp("auto");
  await page.goto(`/databases/${database.slug}/transactions`);
  const table = page.getByRole("table", { name: "Transactions" });
  const from = page.getByRole("textbox", { name: "From transaction" });
  await from.fill(String(NEWEST_TX - 2));
  await from.press("Enter");
  await expect(table.getByRole("row")).toHaveCount(4);
  await page.goto(`/databases/${database.slug}/transactions?before=${NEWEST_TX}`);
  await expect(table.getByRole("link").first()).toHaveText(String(NEWEST_TX - 1));
  await page.getByRole("button", { name: "Newest" }).click();
  await expect(table.getByRole("link").first()).toHaveText(String(NEWEST_TX));
  await page.getByRole("textbox", { name: "Node id" }).fill("999999");
  await page.getByRole("textbox", { name: "Node id" }).press("Enter");
  await expect(page.getByText("No transaction matches these filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await expect(table.getByRole("link").first()).toHaveText(String(NEWEST_TX));
});
