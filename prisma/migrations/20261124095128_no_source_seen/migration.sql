-- DropIndex
DROP INDEX "AuditEntry_aboutName_seq_idx";

-- AlterTable
ALTER TABLE "Database" DROP COLUMN "sourceLastTx",
DROP COLUMN "sourceSeenAt";

-- CreateIndex
CREATE INDEX "AuditEntry_aboutName_seq_idx" ON "AuditEntry"("aboutName" text_pattern_ops, "seq" DESC);
