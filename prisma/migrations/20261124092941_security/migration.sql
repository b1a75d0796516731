-- CreateTable
CREATE TABLE "MasterKey" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "fingerprint" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MasterKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReachPolicy" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "sourcesOnly" TEXT[],
    "webhookAllow" TEXT[],
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReachPolicy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "whoKind" TEXT NOT NULL,
    "whoId" TEXT,
    "whoName" TEXT NOT NULL,
    "address" TEXT,
    "act" TEXT NOT NULL,
    "aboutKind" TEXT,
    "aboutId" TEXT,
    "aboutName" TEXT,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "before" TEXT,
    "after" TEXT,
    "previous" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "AuditHead" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "seq" BIGINT NOT NULL DEFAULT 0,
    "hash" TEXT NOT NULL DEFAULT '',
    "prunedSeq" BIGINT NOT NULL DEFAULT 0,
    "prunedHash" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "AuditHead_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AuditEntry_at_seq_idx" ON "AuditEntry"("at" DESC, "seq" DESC);

-- CreateIndex
CREATE INDEX "AuditEntry_whoId_seq_idx" ON "AuditEntry"("whoId", "seq" DESC);

-- CreateIndex
CREATE INDEX "AuditEntry_act_seq_idx" ON "AuditEntry"("act", "seq" DESC);

-- CreateIndex
CREATE INDEX "AuditEntry_aboutKind_aboutId_seq_idx" ON "AuditEntry"("aboutKind", "aboutId", "seq" DESC);

-- CreateIndex
CREATE INDEX "AuditEntry_outcome_seq_idx" ON "AuditEntry"("outcome", "seq" DESC);

-- AuditEntry is append-only, also for whoever writes SQL by hand and forgets.
INSERT INTO "AuditHead" ("id") VALUES (1);

CREATE FUNCTION "audit_refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('holdfast.audit_prune', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'audit entries are only ever added: % is refused', TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER "audit_append_only" BEFORE UPDATE OR DELETE ON "AuditEntry"
  FOR EACH ROW EXECUTE FUNCTION "audit_refuse_change"();
CREATE TRIGGER "audit_not_emptied" BEFORE TRUNCATE ON "AuditEntry"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_refuse_change"();

-- Retention of the audit: lets go of the oldest entries, and keeps the hash that the chain goes on from.
CREATE FUNCTION "audit_prune"("before" timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  last_seq bigint;
  last_hash text;
  gone bigint;
BEGIN
  PERFORM 1 FROM "AuditHead" WHERE "id" = 1 FOR UPDATE;
  SELECT "seq", "hash" INTO last_seq, last_hash FROM "AuditEntry"
    WHERE "seq" < COALESCE((SELECT min("seq") FROM "AuditEntry" WHERE "at" >= "audit_prune"."before"), 9223372036854775807)
    ORDER BY "seq" DESC LIMIT 1;
  IF last_seq IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM set_config('holdfast.audit_prune', 'on', true);
  DELETE FROM "AuditEntry" WHERE "seq" <= last_seq;
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('holdfast.audit_prune', 'off', true);
  UPDATE "AuditHead" SET "prunedSeq" = last_seq, "prunedHash" = last_hash WHERE "id" = 1;
  RETURN gone;
END $$;
