import type { Progress } from "neo4j-backup";
import { expect, test } from "vitest";
import { ProgressMeter } from "./progress-meter.ts";

const progress = (extra: Partial<Progress>): Progress => ({
  phase: "receiving-files",
  kind: "full",
  files: 1,
  bytes: 0,
  transactions: 0,
  ...extra,
});
const at = (seconds: number) => new Date(seconds * 1000);

test("bytes that arrive give a rate and the time that is left of the expected size", () => {
  const meter = new ProgressMeter();
  expect(meter.read(progress({ bytes: 0 }), at(0)).bytesPerSecond).toBeNull();
  const shown = meter.read(progress({ bytes: 1000, expectedBytes: 3000 }), at(1));
  expect(shown).toMatchObject({ bytesPerSecond: 1000, etaSeconds: 2, expectedBytes: 3000 });
});

test("while it verifies, the rate is that of the bytes read back, begun anew", () => {
  const meter = new ProgressMeter();
  meter.read(progress({ bytes: 0 }), at(0));
  meter.read(progress({ bytes: 1_000_000 }), at(1));
  const verifying = { phase: "verifying" as const, bytes: 1_000_000, verifyTotalBytes: 1000 };
  expect(meter.read(progress({ ...verifying, verifiedBytes: 0 }), at(2)).bytesPerSecond).toBeNull();
  expect(meter.read(progress({ ...verifying, verifiedBytes: 500 }), at(3))).toMatchObject({
    bytesPerSecond: 500,
    etaSeconds: 1,
  });
});

test("phases in which no byte moves show no rate", () => {
  const meter = new ProgressMeter();
  meter.read(progress({ bytes: 10 }), at(0));
  meter.read(progress({ bytes: 20 }), at(1));
  expect(meter.read(progress({ phase: "publishing", bytes: 20 }), at(2))).toMatchObject({
    bytesPerSecond: null,
    etaSeconds: null,
  });
});
