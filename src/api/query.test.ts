import { expect, test } from "bun:test";
import { parseQuery, parseTerminalEdge, parseTimestamp, readQuery } from "./query.ts";

const list = (text: string) => readQuery("ContainerList", parseQuery(text));

test("anything but these is true", () => {
  for (const no of ["", "0", "no", "false", "none", "False"]) expect(list(`all=${no}`).all).toBe(false);
  for (const yes of ["1", "x", "true"]) expect(list(`all=${yes}`).all).toBe(true);
  expect(list("all").all).toBe(false);
});

test("numbers are refused in strconv's words", () => {
  expect(list("limit=12").limit).toBe(12);
  expect(list("limit=").limit).toBeUndefined();
  expect(() => list("limit=x")).toThrow('strconv.Atoi: parsing "x": invalid syntax');
  expect(() => list("limit=1.5")).toThrow('strconv.Atoi: parsing "1.5": invalid syntax');
  expect(() => list("limit=99999999999999999999")).toThrow("value out of range");
});

test("a query that Go cannot parse is refused in its words", () => {
  expect(() => parseQuery("a%zz=1")).toThrow('invalid URL escape "%zz"');
  expect(() => parseQuery("all=1;b=2")).toThrow("invalid semicolon separator in query");
});

test("a parameter may come several times; the first counts where one is wanted", () => {
  expect(readQuery("ImageDelete", parseQuery("platforms=a&platforms=b&force=1&force=0"))).toEqual({
    force: true,
    noprune: false,
    platforms: ["a", "b"],
  });
  expect(readQuery("ContainerCreate", parseQuery("name=a+b%2Fc")).name).toBe("a b/c");
});

test("times are seconds with a fraction", () => {
  expect(parseTimestamp("")).toBeUndefined();
  expect(parseTimestamp("1")).toBe(1_000_000_000n);
  expect(parseTimestamp("1.5")).toBe(1_500_000_000n);
  expect(parseTimestamp("1.000000001")).toBe(1_000_000_001n);
  expect(() => parseTimestamp("2020-01-01")).toThrow('strconv.ParseInt: parsing "2020-01-01": invalid syntax');
  expect(() => parseTimestamp("1.x")).toThrow('parsing "x"');
});

test("terminal sizes", () => {
  expect(parseTerminalEdge("24", "height")).toBe(24);
  expect(() => parseTerminalEdge("", "width")).toThrow('invalid resize width "": invalid syntax');
  expect(() => parseTerminalEdge("-1", "height")).toThrow('invalid resize height "-1": value out of range');
});
