-- CreateTable
CREATE TABLE "Alarm" (
    "id" UUID NOT NULL,
    "openKey" TEXT,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "databaseId" UUID,
    "subject" TEXT NOT NULL DEFAULT '',
    "reason" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "raisedAt" TIMESTAMPTZ(3) NOT NULL,
    "acknowledgedAt" TIMESTAMPTZ(3),
    "acknowledgedBy" TEXT,
    "resolvedAt" TIMESTAMPTZ(3),
    "toldAt" TIMESTAMPTZ(3),
    "times" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Alarm_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlarmEvent" (
    "id" UUID NOT NULL,
    "alarmId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "what" TEXT NOT NULL,
    "by" TEXT,
    "text" TEXT,

    CONSTRAINT "AlarmEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlarmMute" (
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "databaseId" UUID,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,
    "note" TEXT,

    CONSTRAINT "AlarmMute_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "AlarmChannel" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "settings" JSONB NOT NULL,
    "secrets" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AlarmChannel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlarmRoute" (
    "id" UUID NOT NULL,
    "channelId" UUID NOT NULL,
    "severity" TEXT NOT NULL,
    "databaseIds" UUID[],
    "tags" TEXT[],
    "kinds" TEXT[],
    "sendResolved" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "AlarmRoute_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlarmDelivery" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "lane" TEXT NOT NULL,
    "channelId" UUID,
    "databaseId" UUID,
    "what" TEXT NOT NULL,
    "alarmIds" UUID[],
    "groupKey" TEXT,
    "onceKey" TEXT,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "message" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "notBefore" TIMESTAMPTZ(3) NOT NULL,
    "heldBecause" TEXT,
    "claimedBy" TEXT,
    "claimedUntil" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "answer" JSONB,

    CONSTRAINT "AlarmDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlarmPolicy" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "zone" TEXT NOT NULL DEFAULT 'UTC',
    "quiet" BOOLEAN NOT NULL DEFAULT false,
    "quietFrom" INTEGER NOT NULL DEFAULT 1320,
    "quietTo" INTEGER NOT NULL DEFAULT 420,
    "quietDays" INTEGER[] DEFAULT ARRAY[1, 2, 3, 4, 5, 6, 7]::INTEGER[],
    "criticalPasses" BOOLEAN NOT NULL DEFAULT true,
    "remindMinutes" INTEGER DEFAULT 240,
    "digest" TEXT NOT NULL DEFAULT 'off',
    "digestAt" INTEGER NOT NULL DEFAULT 480,
    "digestDay" INTEGER NOT NULL DEFAULT 1,
    "digestChannelIds" UUID[] DEFAULT ARRAY[]::UUID[],
    "digestSlot" TIMESTAMPTZ(3),

    CONSTRAINT "AlarmPolicy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DatabaseWatch" (
    "databaseId" UUID NOT NULL,
    "massOn" BOOLEAN NOT NULL DEFAULT true,
    "massPercent" DOUBLE PRECISION NOT NULL DEFAULT 20,
    "massSigma" DOUBLE PRECISION NOT NULL DEFAULT 6,
    "verifyStaleDays" INTEGER,
    "pingUrl" TEXT,
    "pingSince" TIMESTAMPTZ(3),
    "watchedSetId" TEXT,
    "watchedTx" BIGINT,
    "minutes" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "DatabaseWatch_pkey" PRIMARY KEY ("databaseId")
);

-- CreateIndex
CREATE UNIQUE INDEX "Alarm_openKey_key" ON "Alarm"("openKey");

-- CreateIndex
CREATE INDEX "Alarm_state_raisedAt_id_idx" ON "Alarm"("state", "raisedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Alarm_raisedAt_id_idx" ON "Alarm"("raisedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Alarm_databaseId_raisedAt_id_idx" ON "Alarm"("databaseId", "raisedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Alarm_key_resolvedAt_idx" ON "Alarm"("key", "resolvedAt" DESC);

-- CreateIndex
CREATE INDEX "AlarmEvent_alarmId_at_id_idx" ON "AlarmEvent"("alarmId", "at", "id");

-- CreateIndex
CREATE INDEX "AlarmMute_databaseId_idx" ON "AlarmMute"("databaseId");

-- CreateIndex
CREATE UNIQUE INDEX "AlarmChannel_name_key" ON "AlarmChannel"("name");

-- CreateIndex
CREATE INDEX "AlarmRoute_channelId_idx" ON "AlarmRoute"("channelId");

-- CreateIndex
CREATE UNIQUE INDEX "AlarmDelivery_seq_key" ON "AlarmDelivery"("seq");

-- CreateIndex
CREATE UNIQUE INDEX "AlarmDelivery_onceKey_key" ON "AlarmDelivery"("onceKey");

-- CreateIndex
CREATE INDEX "AlarmDelivery_state_lane_seq_idx" ON "AlarmDelivery"("state", "lane", "seq");

-- CreateIndex
CREATE INDEX "AlarmDelivery_alarmIds_idx" ON "AlarmDelivery" USING GIN ("alarmIds");

-- CreateIndex
CREATE INDEX "AlarmDelivery_channelId_seq_idx" ON "AlarmDelivery"("channelId", "seq" DESC);

-- CreateIndex
CREATE INDEX "AlarmDelivery_databaseId_idx" ON "AlarmDelivery"("databaseId");

-- CreateIndex
CREATE INDEX "AlarmDelivery_createdAt_idx" ON "AlarmDelivery"("createdAt");

-- AddForeignKey
ALTER TABLE "Alarm" ADD CONSTRAINT "Alarm_databaseId_fkey" FOREIGN KEY ("databaseId") REFERENCES "Database"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlarmEvent" ADD CONSTRAINT "AlarmEvent_alarmId_fkey" FOREIGN KEY ("alarmId") REFERENCES "Alarm"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlarmMute" ADD CONSTRAINT "AlarmMute_databaseId_fkey" FOREIGN KEY ("databaseId") REFERENCES "Database"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlarmRoute" ADD CONSTRAINT "AlarmRoute_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "AlarmChannel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlarmDelivery" ADD CONSTRAINT "AlarmDelivery_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "AlarmChannel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlarmDelivery" ADD CONSTRAINT "AlarmDelivery_databaseId_fkey" FOREIGN KEY ("databaseId") REFERENCES "Database"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DatabaseWatch" ADD CONSTRAINT "DatabaseWatch_databaseId_fkey" FOREIGN KEY ("databaseId") REFERENCES "Database"("id") ON DELETE CASCADE ON UPDATE CASCADE;
