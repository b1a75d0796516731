-- AlterTable
ALTER TABLE "BackupSet" ADD COLUMN     "dialect" INTEGER,
ADD COLUMN     "storeVersion" TEXT;
