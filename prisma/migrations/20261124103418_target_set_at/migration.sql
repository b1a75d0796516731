-- DropIndex
DROP INDEX "AuditEntry_aboutName_seq_idx";

-- AlterTable
ALTER TABLE "Database" ADD COLUMN     "targetSetAt" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "AuditEntry_aboutName_seq_idx" ON "AuditEntry"("aboutName" text_pattern_ops, "seq" DESC);
