-- AlterTable
ALTER TABLE "BackupSet" ADD COLUMN     "check" JSONB,
ADD COLUMN     "checkFindings" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "checkLastTx" BIGINT,
ADD COLUMN     "checkOk" BOOLEAN,
ADD COLUMN     "checkedAt" TIMESTAMPTZ(3),
ADD COLUMN     "indexBytes" BIGINT;

-- AlterTable
ALTER TABLE "Database" ADD COLUMN     "verifyEveryDays" INTEGER,
ADD COLUMN     "verifyWhen" TEXT NOT NULL DEFAULT 'after-full';

-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "inconsistent" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "outcome" JSONB,
ADD COLUMN     "params" JSONB;

-- What Prisma's schema cannot say. A restore only reads the set, so it does not stand in the way of a backup. But
-- only one restore at a time may fill a directory.
DROP INDEX "Run_one_active_per_database";
CREATE UNIQUE INDEX "Run_one_active_per_database" ON "Run"("databaseId") WHERE "state" IN ('queued', 'running') AND "asked" <> 'restore';
CREATE UNIQUE INDEX "Run_one_active_per_directory" ON "Run"(("params"->>'directory')) WHERE "state" IN ('queued', 'running') AND "asked" = 'restore';
ALTER TABLE "Run" DROP CONSTRAINT "Run_asked_check";
ALTER TABLE "Run" ADD CONSTRAINT "Run_asked_check" CHECK ("asked" IN ('auto', 'full', 'incremental', 'verify', 'check', 'restore', 'expire', 'delete-set'));
ALTER TABLE "Run" ADD CONSTRAINT "Run_restore_check" CHECK ("asked" <> 'restore' OR ("params"->>'directory') IS NOT NULL);
ALTER TABLE "Database" ADD CONSTRAINT "Database_verify_check" CHECK ("verifyWhen" IN ('after-full', 'after-each', 'off') AND "verifyEveryDays" >= 1);
