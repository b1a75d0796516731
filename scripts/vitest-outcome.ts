// A reporter of Vitest that writes a suite's outcome to the file OUTCOME_FILE names.
import fs from "node:fs";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import { failureLine, type Outcome } from "./outcome.ts";

export default class OutcomeReporter implements Reporter {
  readonly #outcome: Outcome = {
    passed: 0,
    failed: 0,
    skipped: 0,
    failures: [],
    secondTries: [],
  };

  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    const name = `${test.module.relativeModuleId} > ${test.fullName}`;
    if (state === "failed") {
      this.#outcome.failed += 1;
      this.#outcome.failures.push(failureLine(name, errors[0]?.message));
    } else if (state === "passed") {
      this.#outcome.passed += 1;
      if (test.diagnostic()?.flaky) this.#outcome.secondTries.push(name);
    } else this.#outcome.skipped += 1;
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly { message: string; name?: string }[],
  ): void {
    // a file that cannot be loaded, or a hook that fails, is no test's failure
    for (const module of modules) {
      const own = module.errors();
      const suites = [...module.children.allSuites()].flatMap((suite) => suite.errors());
      for (const { message } of [...own, ...suites])
        this.#fail(failureLine(module.relativeModuleId, message));
    }
    for (const { message } of unhandled) this.#fail(failureLine("outside of any test", message));
    fs.writeFileSync(process.env.OUTCOME_FILE as string, JSON.stringify(this.#outcome));
  }

  #fail(line: string): void {
    this.#outcome.failed += 1;
    this.#outcome.failures.push(line);
  }
}
