-- AlterTable
ALTER TABLE "Database" ADD COLUMN     "moreAddresses" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "address" TEXT;
