import path from "node:path";
import type { Context } from "../context.ts";
import { holdsInForce, storageDirectory } from "../databases/index.ts";
import { number, numberOrNull, type Prisma } from "../db/index.ts";
import { formatOf } from "../formats/index.ts";
import type { StoredCheck } from "./check.ts";
import type {
  CheckDto,
  Finding,
  LogFileDto,
  SetDto,
  SetHold,
  SetLeaving,
  SetState,
} from "./schema.ts";

const includeAt = (now: Date) =>
  ({
    database: {
      select: { slug: true, holds: { where: holdsInForce(now), orderBy: { since: "asc" } } },
    },
    logFiles: { orderBy: { version: "asc" } },
    runs: {
      where: { state: { in: ["queued", "running"] }, asked: { not: "follow" } },
      select: { id: true },
      take: 1,
    },
    _count: { select: { runs: true } },
  }) satisfies Prisma.BackupSetInclude;

/** Findings can be many; whoever wants them asks for them. */
const omit = { checkFindings: true } satisfies Prisma.BackupSetOmit;

type Stored = Prisma.BackupSetGetPayload<{
  include: ReturnType<typeof includeAt>;
  omit: typeof omit;
}>;

/** Directory of one set. */
export const setDirectory = (storageRoot: string, slug: string, setId: string): string =>
  path.join(storageDirectory(storageRoot, slug), setId);

/** The name that the directory of a set or a database has while it is being deleted. */
export const doomedDirectory = (directory: string): string =>
  path.join(path.dirname(directory), `${DOOMED_PREFIX}${path.basename(directory)}`);
export const DOOMED_PREFIX = ".deleting-";

function toLogFile(stored: Stored["logFiles"][number]): LogFileDto {
  return {
    name: stored.name,
    version: number(stored.version),
    bytes: number(stored.bytes),
    firstTx: numberOrNull(stored.firstTx),
    lastTx: numberOrNull(stored.lastTx),
    firstCommitAt: stored.firstCommitAt,
    lastCommitAt: stored.lastCommitAt,
    transactions: number(stored.transactions),
    runId: stored.runId,
    sha256: stored.sha256,
  };
}

function toCheck({ check, checkedAt, checkOk, checkLastTx }: Stored): CheckDto | null {
  if (checkedAt === null || checkOk === null || checkLastTx === null) return null;
  return {
    at: checkedAt,
    ok: checkOk,
    lastTx: number(checkLastTx),
    ...(check as unknown as StoredCheck),
  };
}

function toHold({ id, database }: Stored): SetHold | null {
  const hold = database.holds.find(({ setId }) => setId === null || setId === id);
  if (!hold) return null;
  const { reason, byName: by, since, until } = hold;
  return { reason, by, since, until, ofDatabase: hold.setId === null };
}

function toLeaving(stored: Stored): SetLeaving | null {
  const { leavingSince: since, goesAt, leavingBecause: because, leavingByName: byName } = stored;
  if (since === null || goesAt === null) return null;
  const by = stored.leavingBy === "person" ? "person" : "policy";
  return { since, goesAt, because, by, byName };
}

function toDto(ctx: Context, stored: Stored): SetDto {
  const logFiles = stored.logFiles.map(toLogFile);
  const baseBytes = number(stored.baseBytes);
  return {
    id: stored.id,
    databaseId: stored.databaseId,
    directory: setDirectory(ctx.storageRoot, stored.database.slug, stored.id),
    state: stored.state as SetState,
    startedAt: stored.startedAt,
    finishedAt: stored.finishedAt,
    baseEndTx: numberOrNull(stored.baseEndTx),
    baseEndAt: stored.baseEndAt,
    lastTx: numberOrNull(stored.lastTx),
    lastCommitAt: stored.lastCommitAt,
    protectedAt: stored.protectedAt,
    baseBytes,
    totalBytes: logFiles.reduce((sum, file) => sum + file.bytes, baseBytes),
    logFiles,
    pinned: stored.pinned,
    pinNote: stored.pinNote,
    hold: toHold(stored),
    leaving: toLeaving(stored),
    verifiedAt: stored.verifiedAt,
    verifyOk: stored.verifyOk,
    verifyFindings: stored.verifyFindings as unknown as Finding[],
    fellBackBecause: stored.fellBackBecause,
    format: formatOf(stored.storeVersion, stored.dialect),
    rolledFrom: stored.rolledFrom,
    check: toCheck(stored),
    indexBytes: numberOrNull(stored.indexBytes),
    inUse: stored.runs.length > 0,
    runCount: stored._count.runs,
  };
}

/** Sets of one database, or of all, newest first. */
export async function listSets(ctx: Context, databaseId?: string): Promise<SetDto[]> {
  const stored = await ctx.db.backupSet.findMany({
    where: databaseId ? { databaseId } : { database: { removedAt: null } },
    include: includeAt(ctx.clock.now()),
    omit,
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
  });
  return stored.map((set) => toDto(ctx, set));
}

/** @returns null when there is none. */
export async function setById(ctx: Context, id: string): Promise<SetDto | null> {
  const stored = await ctx.db.backupSet.findUnique({
    where: { id },
    include: includeAt(ctx.clock.now()),
    omit,
  });
  return stored && toDto(ctx, stored);
}

/** The set that an incremental run continues: the newest good one that nobody asked to be deleted. */
export async function newestGoodSet(ctx: Context, databaseId: string): Promise<SetDto | null> {
  const stored = await ctx.db.backupSet.findFirst({
    where: {
      databaseId,
      state: "good",
      OR: [{ leavingBy: null }, { leavingBy: { not: "person" } }],
    },
    include: includeAt(ctx.clock.now()),
    omit,
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
  });
  return stored && toDto(ctx, stored);
}

/** Sets whose full backup is (or was, when its worker died) still going on. */
export async function buildingSets(ctx: Context): Promise<SetDto[]> {
  const stored = await ctx.db.backupSet.findMany({
    where: { state: "building" },
    include: includeAt(ctx.clock.now()),
    omit,
  });
  return stored.map((set) => toDto(ctx, set));
}
