/** The entry of a thread that copies and proves files. */
import { parentPort, workerData } from "node:worker_threads";
import { BackupError } from "../catalogue/errors.ts";
import { copyFiles } from "./copy-file.ts";
import type { CopyPlan, CopyThreadEnd } from "./copy-plan.ts";

const tell = (message: CopyThreadEnd): void => parentPort?.postMessage(message);

copyFiles(workerData as CopyPlan).then(
  () => tell({ done: true }),
  (error) => {
    if (error instanceof BackupError)
      tell({ refused: { code: error.code, detail: error.detail, file: error.file } });
    else tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  },
);
