/** Members of a real high-availability cluster: any of them continues what another one began. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type FollowState, type Note, OnlineBackup, type PullReport } from "../../src/index.ts";
import { LINES_ARE_ALL } from "./lines.ts";
import { Lab, missingTools, type Server } from "./neo4j-lab.ts";

const HOST = "127.0.0.1";
/** The first by default, with `HOLDFAST_LINES=all` both. Of each line its version, its first port, and what it calls the addresses of the cluster and of its data. */
const CLUSTERS = [
  ["2.3", 7985, "ha.cluster_server", "ha.server"],
  ["3.4", 8015, "ha.host.coordination", "ha.host.data"],
] as const;
const WAIT = { timeout: 90_000, interval: 250 };

describe.skipIf(missingTools).each(CLUSTERS.slice(0, LINES_ARE_ALL ? undefined : 1))(
  "two members of a real %s cluster",
  { timeout: 400_000 },
  (version, firstPort, cluster, data) => {
    let lab: Lab;
    let first: Server;
    let second: Server;
    let made = 0;
    const portOf = (id: number) => firstPort + (id - 1) * 10;
    const backupOf = (id: number) => OnlineBackup.from(HOST, portOf(id)).withTimeout(10_000);
    const coordination = (id: number) => `${HOST}:${portOf(id) + 2}`;

    const startMember = (id: number) =>
      lab.start({
        version,
        directory: lab.data(`member-${id}`),
        port: portOf(id),
        settings: [
          `ha.server_id=${id}`,
          `${data}=${HOST}:${portOf(id) + 1}`,
          `${cluster}=${coordination(id)}`,
          `ha.initial_hosts=${coordination(1)},${coordination(2)}`,
        ],
      });
    const caughtUp = async (one: Server, tx: number) =>
      vi.waitFor(async () => expect(await one.lastTx()).toBe(tx), WAIT);

    beforeAll(async () => {
      lab = await Lab.make();
      [first, second] = await Promise.all([startMember(1), startMember(2)]);
      await first.sendAll("load 500 5", "update 100 5");
    });
    afterAll(() => lab?.end());

    test("have the same store; a backup of one is continued by the other, whoever wrote the transactions", async () => {
      const directory = lab.path(`backup-${++made}`);
      const full = await backupOf(1).full(directory);
      for (const [writer, other, from] of [
        [first, second, 2],
        [second, first, 1],
      ] as const) {
        await writer.sendAll("load 20 1", "update 20 1", "delete 3 1");
        const last = await writer.lastTx();
        await caughtUp(other, last);
        const next = await backupOf(from).incremental(directory);
        expect(next).toMatchObject({ store: full.store, lastTx: last, nothingNew: false });
        // the other one shows the same last transaction, byte for byte
        const same = await backupOf(from === 1 ? 2 : 1).incremental(directory);
        expect(same).toMatchObject({ lastTx: last, nothingNew: true });
      }
      const { digest } = await first.facts();
      expect(await lab.verify(directory, version)).toMatchObject({ consistent: true, digest });
    });

    test("a follower goes on with the other member when the one it follows leaves", async () => {
      const directory = lab.path("followed");
      await backupOf(1).full(directory);
      const stopping = new AbortController();
      const pulls: PullReport[] = [];
      const states: FollowState[] = [];
      const notes: Note[] = [];
      const followed = backupOf(1).follow(directory, {
        everyMillis: 200,
        signal: stopping.signal,
        sources: [1, 2].map((id) => ({ host: HOST, port: portOf(id) })),
        onPull: (report) => pulls.push(report),
        onState: (state) => states.push(state),
        onNote: (note) => notes.push(note),
      });
      const using = (id: number) =>
        vi.waitFor(
          () =>
            expect(states.at(-1)).toMatchObject({
              state: "following",
              address: `${HOST}:${portOf(id)}`,
            }),
          WAIT,
        );
      await using(1);
      await first.stop();
      await using(2);
      await vi.waitFor(() => second.send("load 10 1"), WAIT); // once it is the master
      const last = await second.lastTx();
      await vi.waitFor(() => expect(pulls.at(-1)?.lastTx).toBe(last), WAIT);
      stopping.abort();
      await followed;
      expect(notes.map(({ text }) => text).join("\n")).toContain(`${HOST}:${portOf(2)} is tried`);
      const { digest } = await second.facts();
      expect(await lab.verify(directory, version)).toMatchObject({ consistent: true, digest });
    });
  },
);
