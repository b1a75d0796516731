/** A server that fails in the middle of its answer. */
import { cp, readdir } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { OnlineBackup, verify } from "../../src/index.ts";
import { type OnFrame, ServedFailure } from "../../src/serve/index.ts";
import { SAMPLE, Scratch } from "../../src/serve/testing/served-sample.ts";
import { stateOf } from "../hostile/directory-state.ts";

const FRAME_BYTES = 16 * 1024;

describe("an answer", () => {
  let scratch: Scratch;
  let whole: string;
  let directory: string;
  let onFrame: OnFrame = () => "send";
  let port: number;
  let copies = 0;
  const backup = () => OnlineBackup.from("127.0.0.1", port).withTimeout(1_000);

  beforeAll(async () => {
    scratch = await Scratch.make();
    let reveal = 224;
    ({ port } = await scratch.serve(await scratch.sample("source"), {
      reveal: () => reveal,
      // Frames so small that an incremental answer has several, too.
      frameBytes: FRAME_BYTES,
      onFrame: (out) => onFrame(out),
    }));
    whole = scratch.path("whole");
    await backup().full(whole);
    reveal = SAMPLE.lastTx;
  });
  beforeEach(async () => {
    onFrame = () => "send";
    directory = scratch.path(`copy-${++copies}`);
    await cp(whole, directory, { recursive: true });
  });
  afterAll(() => scratch?.end());

  /** What the server does with frame `index` of the answer to a request of this kind. */
  const at =
    (kind: string, index: number, act: OnFrame): OnFrame =>
    (out) =>
      out.request.kind === kind && out.index === index && !isProbe(out) ? act(out) : "send";
  const isProbe = ({ request }: Parameters<OnFrame>[0]) =>
    request.kind === "incremental" && request.lastTx > 1n << 60n;

  async function expectFails(kind: "full" | "incremental", code: string): Promise<unknown> {
    const target = kind === "full" ? scratch.path("new") : directory;
    const before = stateOf(scratch.root);
    const startedAt = performance.now();
    const error = await backup()
      [kind](target)
      .then(
        () => expect.fail("it succeeded"),
        (e) => e,
      );
    expect(error).toMatchObject({ code });
    expect(performance.now() - startedAt).toBeLessThan(6_000);
    expect(stateOf(scratch.root)).toEqual(before);
    onFrame = () => "send";
    return error;
  }

  describe.each(["full", "incremental"] as const)("to a request for %s", (kind) => {
    const frames = kind === "full" ? [0, 1, 7] : [0];

    test("that is cut changes nothing", async () => {
      for (const index of frames) {
        onFrame = at(kind, index, () => "cut");
        await expectFails(kind, "closed-early");
      }
    });

    test("that freezes ends when the time-out is over, and changes nothing", async () => {
      for (const index of kind === "full" ? [1, 7] : [0]) {
        onFrame = at(kind, index, () => new Promise(() => undefined));
        await expectFails(kind, "read-timeout");
      }
    });

    test("that turns into a failure tells the server's class and message, and changes nothing", async () => {
      for (const index of frames) {
        onFrame = at(kind, index, () => {
          throw new ServedFailure("IllegalArgumentException", "the disk of the server is gone");
        });
        expect(await expectFails(kind, "server-failure")).toMatchObject({
          server: {
            className: expect.stringContaining("IllegalArgumentException"),
            message: "the disk of the server is gone",
          },
        });
      }
    });
  });

  test("that comes slowly, but comes, is not timed out", async () => {
    let sent = 0;
    onFrame = async (): Promise<"send"> => {
      if (sent++ < 6) await new Promise((resolve) => setTimeout(resolve, 400));
      return "send";
    };
    const target = scratch.path("slow");
    const startedAt = performance.now();
    expect(await backup().full(target)).toMatchObject({ lastTx: SAMPLE.lastTx });
    expect(performance.now() - startedAt).toBeGreaterThan(1_500);
    expect(await verify(target)).toMatchObject({ ok: true });
  });

  test("whose transactions are pruned while the files are copied leaves nothing", async () => {
    onFrame = ({ request, index }) => {
      if (request.kind !== "full" || index < 8) return "send";
      throw new ServedFailure("NoSuchTransactionException", "transaction 220 is gone");
    };
    await expect(backup().full(scratch.path("pruned"))).rejects.toMatchObject({
      code: "server-failure",
      detail: expect.stringContaining("pruned its logs while its files were copied"),
    });
    expect(await readdir(scratch.root)).not.toContain("pruned");
  });

  test("that is cancelled in the middle ends within two seconds, and changes nothing", async () => {
    for (const kind of ["full", "incremental"] as const) {
      const cancel = new AbortController();
      const before = stateOf(scratch.root);
      let at = 0;
      onFrame = (out) => {
        if (isProbe(out) || (kind === "full" && out.index < 2)) return "send";
        at ||= performance.now();
        cancel.abort();
        return new Promise(() => undefined);
      };
      const target = kind === "full" ? scratch.path("cancelled") : directory;
      await expect(
        backup().withTimeout(60_000)[kind](target, { signal: cancel.signal }),
      ).rejects.toMatchObject({ code: "cancelled" });
      expect(performance.now() - at).toBeLessThan(2_000);
      expect(stateOf(scratch.root)).toEqual(before);
    }
  });
});
