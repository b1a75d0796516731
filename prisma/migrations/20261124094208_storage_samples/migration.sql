-- CreateTable
CREATE TABLE "StorageSample" (
    "databaseId" UUID NOT NULL,
    "day" DATE NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "bytes" BIGINT NOT NULL,

    CONSTRAINT "StorageSample_pkey" PRIMARY KEY ("databaseId","day")
);

-- AddForeignKey
ALTER TABLE "StorageSample" ADD CONSTRAINT "StorageSample_databaseId_fkey" FOREIGN KEY ("databaseId") REFERENCES "Database"("id") ON DELETE CASCADE ON UPDATE CASCADE;
