import { describe, expect, it } from "vitest";
import { draftOf, followCommand, readDraft, sameSetting } from "./draft.ts";

const SETTING = { wanted: true, everySeconds: 5, rollBytes: 64 * 1024 * 1024, rollMinutes: 60 };

describe("the form of continuous protection", () => {
  it("reads what it shows", () => {
    const { setting } = readDraft(draftOf(SETTING));
    expect(setting).toEqual(SETTING);
    expect(setting && sameSetting(setting, SETTING)).toBe(true);
    expect(setting && sameSetting({ ...setting, everySeconds: 6 }, SETTING)).toBe(false);
  });
  it.each(["", "0", "301", "1.5", "x", "-1"])("refuses %j seconds", (every) => {
    const { setting, errors } = readDraft({ ...draftOf(SETTING), every });
    expect(setting).toBeNull();
    expect(errors.every).toBe("A whole number from 1 to 300");
  });
  it("gives the command that does the same", () => {
    expect(
      followCommand({ host: "db.example", port: 6362, moreAddresses: [], slug: "shop" }, SETTING),
    ).toBe(
      "neo4j-backup follow -host db.example -port 6362 -to ./shop -every 5s -roll-size 64m -roll-time 60m",
    );
  });
});
