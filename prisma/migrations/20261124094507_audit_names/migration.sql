-- CreateIndex
CREATE INDEX "AuditEntry_aboutName_seq_idx" ON "AuditEntry"("aboutName" text_pattern_ops, "seq" DESC);

-- CreateIndex
CREATE INDEX "AuditEntry_aboutId_seq_idx" ON "AuditEntry"("aboutId", "seq" DESC);

-- CreateIndex
CREATE INDEX "AuditEntry_whoName_seq_idx" ON "AuditEntry"("whoName", "seq" DESC);
