/** The entry of a thread of the check: runs the passes it is told to. */
import { parentPort, workerData } from "node:worker_threads";
import { CheckThread } from "./check-thread.ts";
import { turns } from "./crew.ts";
import type { PassSpec } from "./pass.ts";
import type { CheckPlan } from "./plan.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

const thread = new CheckThread(workerData as CheckPlan);
const tell = (message: FromWorker): void => parentPort?.postMessage(message);

function run(spec: PassSpec): void {
  const steps = turns(thread, spec);
  for (;;) {
    const { done, value } = steps.next();
    const found = thread.report.take();
    if (found) tell({ findings: found });
    if (!done) continue;
    tell({ result: value });
    return;
  }
}

parentPort?.on("message", (message: ToWorker) => {
  if ("end" in message) {
    thread.close();
    parentPort?.close();
    return;
  }
  try {
    run(message.run);
  } catch (error) {
    const { message: text, stack } = error as Error;
    tell({ failure: { message: text, stack } });
  }
});
