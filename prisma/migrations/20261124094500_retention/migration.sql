-- AlterTable
ALTER TABLE "Database" ADD COLUMN     "gfs" JSONB,
ADD COLUMN     "goesAfterCheck" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "pendingRetention" JSONB,
ADD COLUMN     "pendingRetentionAt" TIMESTAMPTZ(3),
ADD COLUMN     "pendingRetentionBy" TEXT,
ADD COLUMN     "retentionTemplateId" UUID;

-- AlterTable
ALTER TABLE "BackupSet" ADD COLUMN     "goesAt" TIMESTAMPTZ(3),
ADD COLUMN     "leavingBecause" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "leavingBy" TEXT,
ADD COLUMN     "leavingByName" TEXT,
ADD COLUMN     "leavingSince" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "RetentionTemplate" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "keepSets" INTEGER,
    "windowDays" INTEGER,
    "minimumGoodSets" INTEGER NOT NULL DEFAULT 1,
    "gfs" JSONB,
    "goesAfterCheck" BOOLEAN NOT NULL DEFAULT false,
    "isBuiltIn" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "pending" JSONB,
    "pendingAt" TIMESTAMPTZ(3),
    "pendingBy" TEXT,

    CONSTRAINT "RetentionTemplate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LegalHold" (
    "id" UUID NOT NULL,
    "databaseId" UUID NOT NULL,
    "setId" TEXT,
    "reason" TEXT NOT NULL,
    "byName" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3),
    "liftedAt" TIMESTAMPTZ(3),
    "liftedBy" TEXT,
    "liftReason" TEXT,

    CONSTRAINT "LegalHold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RetentionSetting" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "graceDays" INTEGER NOT NULL DEFAULT 7,

    CONSTRAINT "RetentionSetting_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "RetentionTemplate_name_key" ON "RetentionTemplate"("name");

-- CreateIndex
CREATE INDEX "LegalHold_databaseId_liftedAt_idx" ON "LegalHold"("databaseId", "liftedAt");

-- CreateIndex
CREATE INDEX "Database_retentionTemplateId_idx" ON "Database"("retentionTemplateId");

-- CreateIndex
CREATE INDEX "BackupSet_goesAt_idx" ON "BackupSet"("goesAt");

-- AddForeignKey
ALTER TABLE "Database" ADD CONSTRAINT "Database_retentionTemplateId_fkey" FOREIGN KEY ("retentionTemplateId") REFERENCES "RetentionTemplate"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LegalHold" ADD CONSTRAINT "LegalHold_databaseId_fkey" FOREIGN KEY ("databaseId") REFERENCES "Database"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- An expiry goes beside other runs, since what it deletes is decided anew in the transaction that begins each deletion.
DROP INDEX "Run_one_active_per_database";
CREATE UNIQUE INDEX "Run_one_active_per_database" ON "Run"("databaseId") WHERE "state" IN ('queued', 'running') AND "asked" NOT IN ('restore', 'expire');
CREATE UNIQUE INDEX "Run_one_expiry_per_database" ON "Run"("databaseId") WHERE "state" IN ('queued', 'running') AND "asked" = 'expire';

-- Rules that come with Holdfast.
INSERT INTO "RetentionTemplate" ("id", "name", "windowDays", "minimumGoodSets", "gfs", "isBuiltIn") VALUES
  (gen_random_uuid(), '14 days of any moment', 14, 1, NULL, TRUE),
  (gen_random_uuid(), '14 days of any moment, 8 weeks, 12 months', 14, 2, '{"zone":"UTC","hour":null,"day":null,"week":8,"month":12,"quarter":null,"year":null}', TRUE),
  (gen_random_uuid(), '30 days of any moment, 12 months, 7 years', 30, 2, '{"zone":"UTC","hour":null,"day":null,"week":null,"month":12,"quarter":null,"year":7}', TRUE);
INSERT INTO "RetentionSetting" ("id") VALUES (1);

-- The last guard of a legal hold, whoever deletes. The semicolons inside are written \x3B, as the tool that compares migrations splits at them.
CREATE FUNCTION "held_set_stays"() RETURNS trigger LANGUAGE plpgsql AS E'
BEGIN
  IF OLD."state" IN (''good'', ''damaged'') AND EXISTS (
    SELECT 1 FROM "LegalHold" h WHERE h."databaseId" = OLD."databaseId" AND (h."setId" IS NULL OR h."setId" = OLD."id")
      AND h."liftedAt" IS NULL AND (h."until" IS NULL OR h."until" > now())
  ) THEN
    RAISE EXCEPTION ''backup set % is under legal hold'', OLD."id" USING ERRCODE = ''integrity_constraint_violation''\x3B
  END IF\x3B
  RETURN OLD\x3B
END';
CREATE TRIGGER "held_set_stays" BEFORE DELETE ON "BackupSet" FOR EACH ROW EXECUTE FUNCTION "held_set_stays"();

CREATE FUNCTION "hold_stays"() RETURNS trigger LANGUAGE plpgsql AS E'
BEGIN
  IF OLD."liftedAt" IS NULL AND (OLD."until" IS NULL OR OLD."until" > now()) THEN
    RAISE EXCEPTION ''a legal hold must be lifted before what it holds is removed'' USING ERRCODE = ''integrity_constraint_violation''\x3B
  END IF\x3B
  RETURN OLD\x3B
END';
CREATE TRIGGER "hold_stays" BEFORE DELETE ON "LegalHold" FOR EACH ROW EXECUTE FUNCTION "hold_stays"();
