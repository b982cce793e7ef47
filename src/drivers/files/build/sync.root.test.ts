import { afterEach, beforeEach, expect, test } from "bun:test";
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import { BuildFileGround, failureOf } from "./ground.test-support.ts";

const op = backgroundOp();
let ground: BuildFileGround;
beforeEach(() => {
  ground = new BuildFileGround();
});
afterEach(() => ground[Symbol.asyncDispose]());

function file(path: string, more: Partial<TreeFile> = {}): TreeFile {
  const none = { uid: 0, gid: 0, linkName: "", deviceMajor: 0, deviceMinor: 0, xattrs: {} };
  return { path, mode: 0o100644, sizeBytes: 1, mtimeNs: 1_600_000_000_123_456_789n, ...none, ...more };
}
const folder = (path: string) => file(path, { mode: 0o040755, sizeBytes: 0 });
const link = (path: string, linkName: string) => file(path, { mode: 0o120777, linkName });

/** What would be asked for; it is written then. */
async function sync(...entries: readonly TreeFile[]): Promise<string[]> {
  const { wanted, isWhole } = await ground.workers.beginSync(op, ground.tree, entries);
  if (isWhole) return [];
  for (const number of wanted) writeFileSync(join(ground.tree, entries[number]?.path ?? ""), "x", { flag: "wx" });
  await ground.workers.finishSync(op, ground.tree, entries, wanted);
  return wanted.map((number) => entries[number]?.path ?? "");
}

const some = [
  folder("d"),
  file("d/a", { mode: 0o100750 }),
  link("d/l", "/etc"),
  file("f"),
  file("g", { linkName: "f" }),
];

test("only what is new or has other facts is asked for", async () => {
  expect(await sync(...some)).toEqual(["d/a", "f"]);
  expect(ground.listing()).toEqual([
    "d 755 0:0 d",
    "d/a 750 0:0 f",
    "d/l 777 0:0 l /etc",
    "f 644 0:0 f",
    "g 644 0:0 f",
  ]);
  expect(lstatSync(join(ground.tree, "g")).ino).toBe(lstatSync(join(ground.tree, "f")).ino);
  expect(lstatSync(join(ground.tree, "d"), { bigint: true }).mtimeNs).toBe(1_600_000_000_123_456_789n);
  const before = lstatSync(join(ground.tree, "d/a"), { bigint: true });
  expect(await sync(...some)).toEqual([]);
  expect(lstatSync(join(ground.tree, "d/a"), { bigint: true }).ctimeNs).toBe(before.ctimeNs);
  expect(await sync(folder("d"), file("d/a", { mtimeNs: -5n }), file("f", { mode: 0o100600 }))).toEqual(["d/a", "f"]);
  expect(ground.listing()).toEqual(["d 755 0:0 d", "d/a 644 0:0 f", "f 600 0:0 f"]);
  expect(lstatSync(join(ground.tree, "d/a"), { bigint: true }).mtimeNs).toBe(-5n);
});

test("what becomes something else is made anew", async () => {
  await sync(...some);
  expect(await sync(link("d", "f"), folder("f"), file("f/in"))).toEqual(["f/in"]);
  expect(readlinkSync(join(ground.tree, "d"))).toBe("f");
  expect(await sync()).toEqual([]);
  expect(readdirSync(ground.tree)).toEqual([]);
});

test.each([
  ["a climb", [file("../x")]],
  ["an absolute path", [file("/x")]],
  ["a dot", [folder("./d")]],
  ["an empty part", [folder("d"), file("d//x")]],
  ["no name", [file("")]],
  ["a folder that is not listed", [file("d/x")]],
  ["through a link", [link("d", "/etc"), file("d/x")]],
  ["through a file", [file("d"), file("d/x")]],
  ["twice", [folder("d"), file("d/x"), link("d", "/etc")]],
  ["a second name of nothing", [file("x", { linkName: "../../etc/passwd" })]],
  ["a second name of a link", [link("l", "/etc/passwd"), file("x", { linkName: "l" })]],
] as const)("a list with %s is refused", async (_, entries) => {
  expect(await failureOf(sync(...entries))).toContain("in the list of files");
  expect(readdirSync(ground.tree)).toEqual([]);
});

test("links that are there already lead nowhere", async () => {
  const outside = join(ground.path, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "canary"), "host");
  symlinkSync(outside, join(ground.tree, "d"));
  symlinkSync(join(outside, "canary"), join(ground.tree, "f"));
  await sync(folder("d"), file("d/new"), file("f"));
  expect(readdirSync(outside)).toEqual(["canary"]);
  expect(readFileSync(join(outside, "canary"), "utf8")).toBe("host");
});
