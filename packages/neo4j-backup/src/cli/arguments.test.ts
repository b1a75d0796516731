import { describe, expect, it } from "vitest";
import { parseArguments, parseDuration, parsePort } from "./arguments.ts";
import { BACKUP_OPTIONS } from "./options.ts";

const parse = (text: string) => parseArguments(text.split(" "), BACKUP_OPTIONS);

describe("a command line", () => {
  it.each([
    "-host h -port 1 -to d",
    "--host h --port 1 --to d",
    "-host=h -port=1 -to=d",
    "--to=d --port 1 -host h",
  ])("means the same as any other form: %s", (text) => {
    const options = parse(text);
    expect([options.text("host"), options.text("port"), options.text("to")]).toEqual([
      "h",
      "1",
      "d",
    ]);
    expect(options.words).toEqual([]);
  });

  it.each([
    ["-to d", true],
    ["-verify -to d", true],
    ["-verify true -to d", true],
    ["-verify false -to d", false],
    ["-verify=FALSE", false],
    ["--verify=true", true],
  ])("%s: verify is %s", (text, expected) => {
    expect(parse(text).flag("verify", true)).toBe(expected);
  });

  it("gives a flag's neighbour back when it is no truth value", () => {
    const options = parse("-json word");
    expect(options.flag("json", false)).toBe(true);
    expect(options.words).toEqual(["word"]);
  });

  it("passes over unknown options together with their values, as the Java tool does", () => {
    const options = parse("-pagecache 8m -host h --new -x=1 -constructor c");
    expect(options.unknown).toEqual(["-pagecache", "--new", "-x=1", "-constructor"]);
    expect(options.text("host")).toBe("h");
    expect(options.words).toEqual([]);
  });

  it("takes a negative number and an equals sign as values", () => {
    expect(parse("-port -1").text("port")).toBe("-1");
    expect(parse("-to=a=b").text("to")).toBe("a=b");
  });

  it("lets the last of two win", () => {
    expect(parse("-host a -host b").text("host")).toBe("b");
  });

  it("refuses an option without its value, and a truth value that is none", () => {
    expect(() => parse("-host -to d").text("host")).toThrow("-host needs a value");
    expect(() => parse("-to=").text("to")).toThrow("-to needs a value");
    expect(() => parse("-verify=maybe").flag("verify", true)).toThrow("true or false, not maybe");
  });
});

describe("times and ports", () => {
  it.each([
    ["40", 40_000],
    ["40s", 40_000],
    ["250ms", 250],
    ["2m", 120_000],
    ["1h", 3_600_000],
    ["3S", 3000],
  ])("%s is %i ms", (text, millis) => {
    expect(parseDuration(text)).toBe(millis);
  });

  it.each(["", "xyz", "1d", "-1", "0", "1.5s", "5constructor"])("%j is no time", (text) => {
    expect(() => parseDuration(text)).toThrow("number with ms, s, m or h");
  });

  it.each(["", "x", "0", "65536", "-1", "6362x", "1e3"])("%j is no port", (text) => {
    expect(() => parsePort(text)).toThrow("number from 1 to 65535");
  });
});
