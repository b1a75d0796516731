-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "slotAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "Schedule" (
    "databaseId" UUID NOT NULL,
    "incrementalCron" TEXT,
    "fullCron" TEXT,
    "zone" TEXT NOT NULL,
    "jitterSeconds" INTEGER NOT NULL DEFAULT 0,
    "windows" JSONB NOT NULL DEFAULT '[]',
    "inWindow" TEXT NOT NULL DEFAULT 'skip',
    "catchUpHours" INTEGER NOT NULL DEFAULT 6,
    "pausedAt" TIMESTAMPTZ(3),
    "pausedUntil" TIMESTAMPTZ(3),
    "pausedBecause" TEXT,
    "pausedBy" TEXT,
    "incrementalSlotAt" TIMESTAMPTZ(3),
    "fullSlotAt" TIMESTAMPTZ(3),
    "fullWaits" BOOLEAN NOT NULL DEFAULT false,
    "nextAt" TIMESTAMPTZ(3),
    "settledAt" TIMESTAMPTZ(3) NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Schedule_pkey" PRIMARY KEY ("databaseId")
);

-- CreateTable
CREATE TABLE "ScheduleSlot" (
    "id" UUID NOT NULL,
    "databaseId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "slotAt" TIMESTAMPTZ(3) NOT NULL,
    "firstSlotAt" TIMESTAMPTZ(3) NOT NULL,
    "slots" INTEGER NOT NULL DEFAULT 1,
    "outcome" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "runId" UUID,
    "text" TEXT,

    CONSTRAINT "ScheduleSlot_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Schedule_nextAt_idx" ON "Schedule"("nextAt");

-- CreateIndex
CREATE INDEX "Schedule_settledAt_idx" ON "Schedule"("settledAt");

-- CreateIndex
CREATE INDEX "ScheduleSlot_databaseId_at_id_idx" ON "ScheduleSlot"("databaseId", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ScheduleSlot_at_idx" ON "ScheduleSlot"("at");

-- CreateIndex
CREATE INDEX "ScheduleSlot_runId_idx" ON "ScheduleSlot"("runId");

-- CreateIndex
CREATE UNIQUE INDEX "ScheduleSlot_databaseId_kind_slotAt_key" ON "ScheduleSlot"("databaseId", "kind", "slotAt");

-- AddForeignKey
ALTER TABLE "Schedule" ADD CONSTRAINT "Schedule_databaseId_fkey" FOREIGN KEY ("databaseId") REFERENCES "Database"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScheduleSlot" ADD CONSTRAINT "ScheduleSlot_databaseId_fkey" FOREIGN KEY ("databaseId") REFERENCES "Database"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScheduleSlot" ADD CONSTRAINT "ScheduleSlot_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE SET NULL ON UPDATE CASCADE;
