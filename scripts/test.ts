// npm test: every suite in order; npm test -- NAME [ARGUMENTS]: one of them. The last line is the sum.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Count, type Outcome, one } from "./outcome.ts";
import { SUITES } from "./suites.ts";

const [only, ...extra] = process.argv.slice(2);
const chosen = SUITES.filter((suite) => only === undefined || suite.name === only);
if (chosen.length === 0) {
  console.error(`There is no suite "${only}": ${SUITES.map((suite) => suite.name).join(", ")}.`);
  process.exit(1);
}

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-test-"));
const sum: Count = { passed: 0, failed: 0, skipped: 0 };
const words = ({ passed, failed, skipped }: Count): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;
const report: string[] = [];
const notes: string[] = [];
try {
  for (const suite of chosen) {
    console.log(`\n== ${suite.name}: ${suite.title}`);
    const began = performance.now();
    const count: Outcome = await suite.run({ extra, scratch }).catch((error: Error) => {
      console.error(error.message);
      return one("failed", error.message);
    });
    notes.push(
      ...count.secondTries.map((name) => `passed at the second try: ${suite.name}: ${name}`),
    );
    notes.push(...count.failures.map((line) => `failed: ${suite.name}: ${line}`));
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    report.push(`${suite.name}: ${words(count)} (${seconds} s)`);
    console.log(`== ${report.at(-1)}`);
    sum.passed += count.passed;
    sum.failed += count.failed;
    sum.skipped += count.skipped;
  }
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}
if (chosen.length > 1) console.log(`\n${report.join("\n")}`);
if (notes.length > 0) console.log(`\n${notes.join("\n")}`);
console.log(words(sum));
process.exit(sum.failed > 0 ? 1 : 0);
