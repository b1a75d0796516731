-- AlterTable
ALTER TABLE "Database" ADD COLUMN     "logRetention" TEXT,
ADD COLUMN     "logRotationBytes" BIGINT,
ADD COLUMN     "sourceLastTx" BIGINT,
ADD COLUMN     "sourceSeenAt" TIMESTAMPTZ(3),
ADD COLUMN     "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "targetMinutes" INTEGER;
