import { expect, test, vi } from "vitest";
import { BackupError, type ErrorCode } from "../catalogue/errors.ts";
import { type FollowSource, Members } from "./members.ts";

const at = (host: string): FollowSource => ({ host, port: 6362 });
const failure = (code: ErrorCode) => new BackupError(code);

function three() {
  const notes: string[] = [];
  const members = new Members([at("a"), at("b"), at("c")], ({ text }) => notes.push(text));
  return { members, notes };
}

test("each failure leads to the next server, and the round ends with the one that tells most", () => {
  const { members, notes } = three();
  expect(members.failed(failure("connect-refused"))).toBeNull();
  expect(members.address).toBe("b:6362");
  expect(members.failed(failure("server-behind"))).toBeNull();
  expect(members.address).toBe("c:6362");
  const round = members.failed(failure("connect-timeout"));
  expect(round?.errors).toHaveLength(3);
  expect(round?.telling).toMatchObject({ code: "server-behind" });
  expect(members.address).toBe("a:6362");
  expect(notes).toEqual([
    "a:6362: nothing listens on that port; b:6362 is tried next",
    expect.stringMatching(/^b:6362: the backup holds transactions .*; c:6362 is tried next$/),
    expect.stringMatching(/^c:6362: .*; a:6362 is tried next$/),
  ]);
});

test("a good one is kept, and connected to once more when its connection was closed", () => {
  const { members, notes } = three();
  members.failed(failure("connect-refused"));
  members.good();
  expect(members.failed(failure("closed-early"))).toBeNull();
  expect(members.address).toBe("b:6362");
  members.failed(failure("connect-refused"));
  expect(members.address).toBe("c:6362");
  expect(notes).toHaveLength(2);
});

test("a good one that turns out to be behind is left at once", () => {
  const { members } = three();
  members.good();
  members.failed(failure("server-behind"));
  expect(members.address).toBe("b:6362");
});

test("a long outage is told once, and again after a server was good", () => {
  const { members, notes } = three();
  const round = () => [1, 2, 3].map(() => members.failed(failure("connect-refused")));
  round();
  expect(round().filter((one) => one !== null)).toHaveLength(1);
  expect(notes).toHaveLength(3);
  members.good();
  members.failed(failure("server-behind"));
  members.failed(failure("connect-refused"));
  expect(notes).toHaveLength(5);
});

test("one server alone fails with its own error each time", () => {
  const members = new Members([at("a")]);
  members.good();
  const error = failure("closed-early");
  expect(members.failed(error)).toEqual({ errors: [error], telling: error });
});

test("what would be the same at every server ends it at once", () => {
  const { members } = three();
  const full = failure("no-space");
  expect(() => members.failed(full)).toThrow(full);
  const bug = new Error("no property of undefined");
  expect(() => members.failed(bug)).toThrow(bug);
});

test("an address that its own check refuses stands in the way of that server only", async () => {
  const refused = new Error("not allowed");
  const addresses = () => Promise.reject(refused);
  const members = new Members([{ ...at("a"), addresses }, at("b")]);
  const open = vi.fn(async () => "connected");
  const thrown = await members.connect(open).catch((error: unknown) => error);
  expect(open).not.toHaveBeenCalled();
  expect(members.failed(thrown)).toBeNull();
  expect(await members.connect(open)).toBe("connected");
  expect(open).toHaveBeenCalledWith(at("b"), undefined);
  expect(members.failed(failure("unreachable"))?.errors[0]).toBe(refused);
});

test("without a server there is nothing to follow", () => {
  expect(() => new Members([])).toThrow("no server to follow");
});
