-- CreateTable
CREATE TABLE "Continuous" (
    "databaseId" UUID NOT NULL,
    "wanted" BOOLEAN NOT NULL DEFAULT false,
    "everySeconds" INTEGER NOT NULL DEFAULT 5,
    "rollBytes" BIGINT NOT NULL DEFAULT 67108864,
    "rollMinutes" INTEGER NOT NULL DEFAULT 60,
    "workerId" TEXT,
    "heartbeatAt" TIMESTAMPTZ(3),
    "setId" TEXT,
    "runId" UUID,
    "state" TEXT NOT NULL DEFAULT 'off',
    "since" TIMESTAMPTZ(3),
    "reason" TEXT,
    "errorCode" TEXT,
    "retryAt" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "pullAskedAt" TIMESTAMPTZ(3),
    "lastPullAt" TIMESTAMPTZ(3),
    "lastTx" BIGINT,
    "lastCommitAt" TIMESTAMPTZ(3),
    "pulls" BIGINT NOT NULL DEFAULT 0,
    "transactions" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "reconnects" INTEGER NOT NULL DEFAULT 0,
    "minutes" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "Continuous_pkey" PRIMARY KEY ("databaseId")
);

-- AddForeignKey
ALTER TABLE "Continuous" ADD CONSTRAINT "Continuous_databaseId_fkey" FOREIGN KEY ("databaseId") REFERENCES "Database"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One run a protected stretch: it goes on for days beside the other runs of its database.
DROP INDEX "Run_one_active_per_database";
CREATE UNIQUE INDEX "Run_one_active_per_database" ON "Run"("databaseId") WHERE "state" IN ('queued', 'running') AND "asked" NOT IN ('restore', 'expire', 'follow');
CREATE UNIQUE INDEX "Run_one_follow_per_database" ON "Run"("databaseId") WHERE "state" IN ('queued', 'running') AND "asked" = 'follow';
