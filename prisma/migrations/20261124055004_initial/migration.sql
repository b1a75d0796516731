-- CreateTable
CREATE TABLE "Database" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "timeoutSeconds" INTEGER NOT NULL DEFAULT 40,
    "isDemo" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "removedAt" TIMESTAMPTZ(3),
    "storeCreationTime" BIGINT,
    "storeRandomId" TEXT,
    "storeVersion" TEXT,
    "dialect" INTEGER,
    "keepSets" INTEGER,
    "windowDays" INTEGER,
    "minimumGoodSets" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Database_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BackupSet" (
    "id" TEXT NOT NULL,
    "databaseId" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),
    "baseEndTx" BIGINT,
    "baseEndAt" TIMESTAMPTZ(3),
    "lastTx" BIGINT,
    "lastCommitAt" TIMESTAMPTZ(3),
    "protectedAt" TIMESTAMPTZ(3),
    "baseBytes" BIGINT NOT NULL DEFAULT 0,
    "pinned" BOOLEAN NOT NULL DEFAULT false,
    "pinNote" TEXT,
    "verifiedAt" TIMESTAMPTZ(3),
    "verifyOk" BOOLEAN,
    "verifyFindings" JSONB NOT NULL DEFAULT '[]',
    "fellBackBecause" TEXT,

    CONSTRAINT "BackupSet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LogFile" (
    "setId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "firstTx" BIGINT,
    "lastTx" BIGINT,
    "firstCommitAt" TIMESTAMPTZ(3),
    "lastCommitAt" TIMESTAMPTZ(3),
    "transactions" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "runId" UUID,

    CONSTRAINT "LogFile_pkey" PRIMARY KEY ("setId","name")
);

-- CreateTable
CREATE TABLE "Run" (
    "id" UUID NOT NULL,
    "databaseId" UUID NOT NULL,
    "setId" TEXT,
    "asked" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "result" TEXT,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "cancelRequestedAt" TIMESTAMPTZ(3),
    "workerId" TEXT,
    "heartbeatAt" TIMESTAMPTZ(3),
    "transactions" BIGINT,
    "firstTx" BIGINT,
    "lastTx" BIGINT,
    "lastCommitAt" TIMESTAMPTZ(3),
    "bytes" BIGINT,
    "files" INTEGER,
    "reason" TEXT,
    "errorCode" TEXT,
    "error" JSONB,
    "progress" JSONB,
    "phases" JSONB NOT NULL DEFAULT '[]',
    "repaired" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "droppedLines" INTEGER NOT NULL DEFAULT 0,
    "retryOf" UUID,

    CONSTRAINT "Run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RunLine" (
    "runId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "level" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "RunLine_pkey" PRIMARY KEY ("runId","seq")
);

-- CreateTable
CREATE TABLE "Worker" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeen" TIMESTAMPTZ(3) NOT NULL,
    "busyRuns" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Worker_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Database_slug_key" ON "Database"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "Database_name_key" ON "Database"("name");

-- CreateIndex
CREATE INDEX "BackupSet_databaseId_startedAt_idx" ON "BackupSet"("databaseId", "startedAt" DESC);

-- CreateIndex
CREATE INDEX "LogFile_runId_idx" ON "LogFile"("runId");

-- CreateIndex
CREATE INDEX "Run_requestedAt_id_idx" ON "Run"("requestedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Run_databaseId_requestedAt_id_idx" ON "Run"("databaseId", "requestedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Run_state_requestedAt_id_idx" ON "Run"("state", "requestedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Run_databaseId_state_requestedAt_id_idx" ON "Run"("databaseId", "state", "requestedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Run_result_requestedAt_id_idx" ON "Run"("result", "requestedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Run_asked_requestedAt_id_idx" ON "Run"("asked", "requestedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Run_setId_idx" ON "Run"("setId");

-- CreateIndex
CREATE INDEX "Run_retryOf_idx" ON "Run"("retryOf");

-- AddForeignKey
ALTER TABLE "BackupSet" ADD CONSTRAINT "BackupSet_databaseId_fkey" FOREIGN KEY ("databaseId") REFERENCES "Database"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LogFile" ADD CONSTRAINT "LogFile_setId_fkey" FOREIGN KEY ("setId") REFERENCES "BackupSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LogFile" ADD CONSTRAINT "LogFile_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_databaseId_fkey" FOREIGN KEY ("databaseId") REFERENCES "Database"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_setId_fkey" FOREIGN KEY ("setId") REFERENCES "BackupSet"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_retryOf_fkey" FOREIGN KEY ("retryOf") REFERENCES "Run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RunLine" ADD CONSTRAINT "RunLine_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say: one active run per database, and the words that the columns may hold.
CREATE UNIQUE INDEX "Run_one_active_per_database" ON "Run"("databaseId") WHERE "state" IN ('queued', 'running');
ALTER TABLE "Run" ADD CONSTRAINT "Run_state_check" CHECK ("state" IN ('queued', 'running', 'succeeded', 'failed', 'cancelled'));
ALTER TABLE "Run" ADD CONSTRAINT "Run_asked_check" CHECK ("asked" IN ('auto', 'full', 'incremental', 'verify', 'expire', 'delete-set'));
ALTER TABLE "Run" ADD CONSTRAINT "Run_result_check" CHECK (("result" IS NOT NULL) = ("state" = 'succeeded'));
ALTER TABLE "Run" ADD CONSTRAINT "Run_error_check" CHECK (("errorCode" IS NOT NULL) = ("state" = 'failed'));
ALTER TABLE "BackupSet" ADD CONSTRAINT "BackupSet_state_check" CHECK ("state" IN ('building', 'good', 'damaged', 'failed'));
ALTER TABLE "Database" ADD CONSTRAINT "Database_retention_check" CHECK ("minimumGoodSets" >= 1 AND "keepSets" >= 1 AND "windowDays" >= 1);
