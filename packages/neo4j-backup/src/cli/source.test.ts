import { describe, expect, it } from "vitest";
import { parseArguments } from "./arguments.ts";
import { BACKUP_OPTIONS } from "./options.ts";
import { sourcesOf, sourceText } from "./source.ts";

const sources = (text: string) =>
  sourcesOf(parseArguments(text === "" ? [] : text.split(" "), BACKUP_OPTIONS)).map(sourceText);

describe("the servers that a command line names", () => {
  it.each([
    ["-host h", ["h:6362"]],
    ["-host h -port 7", ["h:7"]],
    ["-host ::1 -port 7", ["[::1]:7"]],
    ["-host [::1] -port 7", ["[::1]:7"]],
    ["-host h -from other:1", ["h:6362"]],
    ["-from h", ["h:6362"]],
    ["-from h:7", ["h:7"]],
    ["-from single://h", ["h:6362"]],
    ["-from single://h:7", ["h:7"]],
    ["-from single://[fe80::1%eth0]:7", ["[fe80::1%eth0]:7"]],
    ["-from ::1", ["[::1]:6362"]],
    ["-from ha://h1,h2:7,h3", ["h1:6362", "h2:7", "h3:6362"]],
  ])("%s", (text, expected) => {
    expect(sources(text)).toEqual(expected);
  });

  it.each([
    ["", /specify -host/],
    ["-port 7", /specify -host/],
    ["-port 7 -from h", /specify -host/],
    ["-from http://h", /properly specify a location/],
    ["-from h:x", /port is a number/],
    ["-host h -port 0", /port is a number/],
    ["-from ha://h1,", /no host/],
  ])("refuses %j", (text, expected) => {
    expect(() => sources(text)).toThrow(expected);
  });
});
