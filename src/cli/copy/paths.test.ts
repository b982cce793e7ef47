import { expect, test } from "bun:test";
import { clean, join, keepEnding, rebase, splitArgument, splitEntry } from "./paths.ts";
import { planCopy, renamed } from "./plan.ts";

test("paths are cleaned as Go cleans them", () => {
  expect(["/a/../b/", "a/./b//c", "..", "../../a", "/..", "", "a/.."].map(clean)).toEqual([
    "/b",
    "a/b/c",
    "..",
    "../../a",
    "/",
    ".",
    ".",
  ]);
  expect(join("/d", "../x")).toBe("/x");
});

test("a trailing dot or slash is kept, and splits off as an entry of its own", () => {
  expect([keepEnding("/d", "d/"), keepEnding("/d", "d/."), keepEnding("/d", ".")]).toEqual(["/d/", "/d/.", "/d/."]);
  expect(splitEntry("/d/.")).toEqual({ folder: "/d", base: "." });
  expect(splitEntry("/d/e/")).toEqual({ folder: "/d", base: "e" });
  expect(rebase("/d/link", "/x/target")).toEqual({ path: "/x/target", name: "link" });
  expect(rebase("/d/link/.", "/x/target")).toEqual({ path: "/x/target/.", name: "" });
});

test("a container stands before the first colon, but not in a path of this machine", () => {
  expect(splitArgument("c:/x:y")).toEqual({ container: "c", path: "/x:y" });
  for (const path of ["/a:b", "./a:b", "plain"]) expect(splitArgument(path)).toEqual({ container: "", path });
});

const file = { path: "/s/one", exists: true, isFolder: false };
const folder = { path: "/s/dir", exists: true, isFolder: true };

test("into a folder that is there nothing is renamed", () => {
  expect(planCopy(folder, { path: "/t", exists: true, isFolder: true })).toEqual({ folder: "/t" });
});

test("what is not there gives its name to what comes", () => {
  const plan = planCopy(folder, { path: "/t/new", exists: false, isFolder: false });
  expect([plan.folder, renamed(plan, "dir"), renamed(plan, "dir/dir")]).toEqual(["/t", "new", "new/dir"]);
  const over = planCopy({ ...file, name: "asked" }, { path: "/t/f", exists: true, isFolder: false });
  expect(renamed(over, "asked")).toBe("f");
});

test("a folder does not go over a file, nor a file to a folder that is not there", () => {
  const there = { path: "/t/f", exists: true, isFolder: false };
  expect(() => planCopy(folder, there)).toThrow("cannot copy directory");
  expect(() => planCopy(file, { path: "/t/n/", exists: false, isFolder: false })).toThrow("no such directory");
});
