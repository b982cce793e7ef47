import { expect, test } from "bun:test";
import { entryPath, whiteoutOf } from "./entry-path.ts";

test("names are cleaned as filepath.Clean does", () => {
  const cases: Array<[string, string, string]> = [
    ["a", "", "a"],
    ["./a/", "", "a"],
    ["/a//b/./c", "a/b", "c"],
    ["a/../b", "", "b"],
    ["a/b/../../c/d", "c", "d"],
    ["./", "", ""],
    ["/", "", ""],
    ["a/..", "", ""],
  ];
  for (const [name, parent, base] of cases) expect({ name, ...entryPath(name) }).toEqual({ name, parent, base });
});

test("names that leave the layer are refused", () => {
  for (const name of ["..", "../x", "a/../../x", "./../x", "/../x"]) {
    expect(() => entryPath(name)).toThrow("is outside of the layer");
  }
});

test("whiteouts", () => {
  const of = (name: string) => whiteoutOf(entryPath(name));
  expect(of("a/.wh.b")).toEqual({ kind: "file", name: "b" });
  expect(of(".wh..b")).toEqual({ kind: "file", name: ".b" });
  expect(of("a/.wh..wh..opq")).toEqual({ kind: "opaque" });
  expect(of(".wh..wh.plnk/1.2")).toEqual({ kind: "ignored" });
  expect(of(".wh..wh.aufs")).toEqual({ kind: "ignored" });
  expect(of("a.wh.b")).toEqual({ kind: "none" });
  for (const name of [".wh.", ".wh..", ".wh...", "d/.wh..."])
    expect(() => of(name)).toThrow("is a whiteout of no file");
  expect(() => of(".wh.../file")).toThrow("lies in a whiteout");
});
