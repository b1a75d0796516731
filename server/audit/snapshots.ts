import type { Context } from "../context.ts";

/** How a thing looks that acts are about: its name, and what can be changed of it. */
export interface Snapshot {
  name: string | null;
  values: Record<string, unknown>;
}

type Take = (ctx: Pick<Context, "db">, id: string) => Promise<Snapshot | null>;

const SINGLE = { id: 1 };

/** A snapshot out of a row: its name, and the row without what changes by itself. */
const of =
  <Row extends object>(
    read: (db: Context["db"], id: string) => Promise<Row | null>,
    nameOf: (row: Row) => string | null,
    leaveOut: readonly string[] = [],
  ): Take =>
  async (ctx, id) => {
    const row = await read(ctx.db, id);
    if (!row) return null;
    const left = new Set<string>(leaveOut as readonly string[]);
    return {
      name: nameOf(row),
      values: Object.fromEntries(Object.entries(row).filter(([key]) => !left.has(key))),
    };
  };

/** One line for each kind of thing. Secrets may be in a row: they are hidden before anything is kept. */
const KINDS = {
  database: of(
    (db, id) => db.database.findUnique({ where: { id } }),
    (row) => row.name,
    ["storeCreationTime", "storeRandomId", "storeVersion", "dialect"],
  ),
  set: of(
    (db, id) =>
      db.backupSet.findUnique({
        where: { id },
        select: {
          id: true,
          databaseId: true,
          state: true,
          pinned: true,
          pinNote: true,
          leavingSince: true,
          goesAt: true,
          leavingBy: true,
        },
      }),
    (row) => row.id,
  ),
  run: of(
    (db, id) =>
      db.run.findUnique({
        where: { id },
        select: {
          databaseId: true,
          asked: true,
          trigger: true,
          params: true,
          cancelRequestedAt: true,
          database: { select: { name: true } },
        },
      }),
    (row) => row.database.name,
    ["database"],
  ),
  person: of(
    (db, id) =>
      db.user.findUnique({
        where: { id },
        select: { name: true, email: true, role: true, disabledAt: true, twoFactorEnabled: true },
      }),
    (row) => `${row.name} (${row.email})`,
  ),
  alarm: of(
    (db, id) =>
      db.alarm.findUnique({
        where: { id },
        select: { sentence: true, state: true, acknowledgedBy: true },
      }),
    (row) => row.sentence,
  ),
  channel: of(
    (db, id) => db.alarmChannel.findUnique({ where: { id }, include: { routes: true } }),
    (row) => row.name,
    ["createdAt"],
  ),
  "retention template": of(
    (db, id) => db.retentionTemplate.findUnique({ where: { id } }),
    (row) => row.name,
  ),
  "legal hold": of(
    (db, id) =>
      db.legalHold.findUnique({ where: { id }, include: { database: { select: { name: true } } } }),
    (row) => (row.setId ? `${row.database.name}, set ${row.setId}` : row.database.name),
    ["database"],
  ),
  "alarm policy": of(
    (db) => db.alarmPolicy.findUnique({ where: SINGLE }),
    () => null,
    ["digestSlot"],
  ),
  "retention setting": of(
    (db) => db.retentionSetting.findUnique({ where: SINGLE }),
    () => null,
  ),
  "single sign-on": of(
    (db) => db.singleSignOn.findUnique({ where: SINGLE }),
    (row) => row.issuer,
    ["updatedAt"],
  ),
  "reach policy": of(
    (db) => db.reachPolicy.findUnique({ where: SINGLE }),
    () => null,
    ["updatedAt"],
  ),
  schedule: of(
    (db, databaseId) =>
      db.schedule.findUnique({
        where: { databaseId },
        select: {
          incrementalCron: true,
          fullCron: true,
          zone: true,
          jitterSeconds: true,
          windows: true,
          inWindow: true,
          catchUpHours: true,
          pausedUntil: true,
          pausedBecause: true,
          pausedBy: true,
          database: { select: { name: true } },
        },
      }),
    (row) => row.database.name,
    ["database"],
  ),
  continuous: of(
    (db, databaseId) =>
      db.continuous.findUnique({
        where: { databaseId },
        select: {
          wanted: true,
          everySeconds: true,
          rollBytes: true,
          rollMinutes: true,
          database: { select: { name: true } },
        },
      }),
    (row) => row.database.name,
    ["database"],
  ),
  watch: of(
    (db, databaseId) =>
      db.databaseWatch.findUnique({
        where: { databaseId },
        select: {
          massOn: true,
          massPercent: true,
          massSigma: true,
          verifyStaleDays: true,
          pingUrl: true,
          database: { select: { name: true } },
        },
      }),
    (row) => row.database.name,
    ["database"],
  ),
} satisfies Record<string, Take>;

export type SnapshotKind = keyof typeof KINDS;

/** How a thing looks now; null when it is not there. */
export const snapshot = (
  ctx: Pick<Context, "db">,
  kind: SnapshotKind,
  id: string,
): Promise<Snapshot | null> => KINDS[kind](ctx, id);

/** Whether a kind of thing can be looked at. */
export const isSnapshotKind = (kind: string): kind is SnapshotKind => kind in KINDS;
