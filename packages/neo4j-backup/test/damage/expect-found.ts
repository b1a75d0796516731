import { expect } from "vitest";
import { INCONSISTENCIES } from "../../src/catalogue/inconsistencies.ts";
import { checkStore } from "../../src/check/index.ts";
import type { Damage } from "./damage.ts";
import { plant } from "./damages.ts";

/** Plants a damage in a store; the check finds it by one of its kinds, and says so in whole sentences. */
export async function expectFound(directory: string, damage: Damage): Promise<void> {
  plant(damage, directory, 1);
  const verdict = await checkStore({ directory });
  expect(verdict.ok).toBe(false);
  const found = Object.keys(verdict.totals);
  expect(found.filter((kind) => (damage.expect as string[]).includes(kind))).not.toEqual([]);
  for (const finding of verdict.findings) {
    expect(finding.message).not.toMatch(/[{}?]|undefined|NaN/);
    expect(INCONSISTENCIES).toHaveProperty(finding.kind);
  }
}
