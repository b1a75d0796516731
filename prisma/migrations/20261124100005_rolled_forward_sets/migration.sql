-- DropIndex
DROP INDEX "AuditEntry_aboutName_seq_idx";

-- AlterTable
ALTER TABLE "BackupSet" ADD COLUMN     "rolledFrom" TEXT;

-- CreateIndex
CREATE INDEX "AuditEntry_aboutName_seq_idx" ON "AuditEntry"("aboutName" text_pattern_ops, "seq" DESC);
