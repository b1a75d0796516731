-- A run may also be a stretch of continuous protection, or a roll forward.
ALTER TABLE "Run" DROP CONSTRAINT "Run_asked_check";
ALTER TABLE "Run" ADD CONSTRAINT "Run_asked_check" CHECK ("asked" IN ('auto', 'full', 'incremental', 'follow', 'verify', 'check', 'restore', 'roll-forward', 'expire', 'delete-set'));
