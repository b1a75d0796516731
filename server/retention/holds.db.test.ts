import { expect, test } from "vitest";
import { setById } from "../backup-sets/index.ts";
import { removeDatabase } from "../databases/index.ts";
import { testContext } from "../testing/context.ts";
import { DAY, LAST_ONE, later, leavingOf, withSets } from "../testing/retention-sets.ts";
import {
  discardSet,
  liftHold,
  listHolds,
  placeHold,
  saveRetention,
  settleDatabase,
} from "./index.ts";

const ctx = testContext();

test("a hold on a set keeps it from rules, hands and the removal of its database, until it is lifted with a reason", async () => {
  const { id, name, sets } = await withSets(ctx, 3);
  const [held = "", other = ""] = sets;
  await saveRetention(ctx, id, LAST_ONE);
  await settleDatabase(ctx, id);
  const hold = await placeHold(ctx, {
    databaseId: id,
    setId: held,
    reason: "case 4711",
    until: null,
  });
  expect(await leavingOf(ctx, sets)).toEqual([other]); // brought back by it
  await settleDatabase(later(ctx, 400), id);
  expect(await leavingOf(ctx, sets)).toEqual([other]);
  await expect(discardSet(ctx, { setId: held, confirm: held })).rejects.toThrow(/case 4711/);
  for (const deleteBackups of [true, false])
    await expect(removeDatabase(ctx, { id, deleteBackups, confirm: name })).rejects.toThrow(
      /legal hold/,
    );
  // and past the console
  await expect(ctx.db.backupSet.delete({ where: { id: held } })).rejects.toThrow(/legal hold/);
  await expect(ctx.db.database.delete({ where: { id } })).rejects.toThrow(/hold/);
  await expect(ctx.db.legalHold.delete({ where: { id: hold.id } })).rejects.toThrow(/lifted/);
  await expect(
    placeHold(ctx, { databaseId: id, setId: held, reason: "again", until: null }),
  ).rejects.toThrow(/already/);

  await liftHold(ctx, { id: hold.id, reason: "case closed" });
  await expect(liftHold(ctx, { id: hold.id, reason: "once more" })).rejects.toThrow(/already/);
  expect(await listHolds(ctx, id)).toMatchObject([
    { setId: held, reason: "case 4711", by: "test", lifted: { by: "test", reason: "case closed" } },
  ]);
  await settleDatabase(ctx, id);
  expect(await leavingOf(ctx, sets)).toEqual([held, other]);
  expect(await removeDatabase(ctx, { id, deleteBackups: true, confirm: name })).toEqual({
    keptDirectory: null,
  });
});

test("a hold on a database keeps all its sets, and ends by itself where it says so", async () => {
  const { id, sets } = await withSets(ctx, 3);
  await saveRetention(ctx, id, LAST_ONE);
  const until = new Date(Date.now() + 30 * DAY);
  await placeHold(ctx, { databaseId: id, setId: null, reason: "audit", until });
  await settleDatabase(later(ctx, 29), id);
  expect(await leavingOf(ctx, sets)).toEqual([]);
  expect(await setById(ctx, sets[0] ?? "")).toMatchObject({
    hold: { reason: "audit", ofDatabase: true, until },
  });
  await settleDatabase(later(ctx, 31), id);
  expect(await leavingOf(ctx, sets)).toEqual(sets.slice(0, 2));
  await expect(
    placeHold(ctx, { databaseId: id, setId: null, reason: "past", until: new Date(0) }),
  ).rejects.toThrow(/future/);
});
