import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FdHandle } from "../fd-handle.ts";
import { openRoot } from "../rooted-files.ts";
import { MountStubs, type StubPlace } from "./mount-stubs.ts";

let folder = "";
let root: FdHandle;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stubs-"));
  mkdirSync(join(folder, "tree/etc"), { recursive: true });
  root = new FdHandle(openRoot(join(folder, "tree")));
});
afterEach(() => {
  root[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

const at = (path: string) => join(folder, "tree", path);
const dir = (path: string): StubPlace => ({ path, folder: true });
const file = (path: string): StubPlace => ({ path, folder: false });
const descriptors = () => readdirSync("/proc/self/fd").length;

test("what is missing is made and removed again, with its parents' times", () => {
  const open = descriptors();
  const long = new Date("2020-01-02T03:04:05Z");
  writeFileSync(at("etc/kept"), "");
  utimesSync(at("etc"), long, long);
  utimesSync(at("."), long, long);
  {
    using stubs = new MountStubs(root.fd, [file("/etc/hosts"), file("etc/kept"), dir("/x/y/z"), dir("x/y"), file("f")]);
    expect(statSync(at("etc/hosts")).isFile()).toBe(true);
    expect(statSync(at("x/y/z")).isDirectory()).toBe(true);
    stubs.remove();
  }
  expect(readdirSync(at("."))).toEqual(["etc"]);
  expect(readdirSync(at("etc"))).toEqual(["kept"]);
  for (const path of [".", "etc"]) expect(statSync(at(path)).mtime).toEqual(long);
  expect(descriptors()).toBe(open);
});

test("what a program put there stays, and its folder keeps its time", () => {
  using stubs = new MountStubs(root.fd, [dir("/a/b"), file("/c"), file("/d")]);
  writeFileSync(at("a/new"), "x");
  writeFileSync(at("c"), "content");
  rmSync(at("d"));
  symlinkSync("/etc", at("d"));
  const changed = new Date("2021-01-01T00:00:00Z");
  utimesSync(at("a"), changed, changed);
  stubs.remove();
  expect(readdirSync(at(".")).sort()).toEqual(["a", "c", "d", "etc"]);
  expect(readdirSync(at("a"))).toEqual(["new"]);
  expect(statSync(at("a")).mtime).toEqual(changed);
});

test("symlinks lead within the tree, dangling ones and those that climb too", () => {
  mkdirSync(join(folder, "host"));
  symlinkSync("/etc", at("absolute"));
  symlinkSync("../../../host", at("climbs"));
  symlinkSync("nowhere/there", at("dangling"));
  symlinkSync("loop", at("loop"));
  using stubs = new MountStubs(root.fd, [dir("absolute/in"), dir("climbs/in"), dir("dangling"), dir("../../up")]);
  for (const path of ["etc/in", "host/in", "nowhere/there", "up"]) expect(statSync(at(path)).isDirectory()).toBe(true);
  expect(readdirSync(join(folder, "host"))).toEqual([]);
  stubs.remove();
  expect(readdirSync(at(".")).sort()).toEqual(["absolute", "climbs", "dangling", "etc", "loop"]);
  expect(() => new MountStubs(root.fd, [dir("new"), dir("loop")])).toThrow("too many");
  expect(existsSync(at("new"))).toBe(false);
});

test("a parent that was moved and replaced by a symlink does not lead the removal elsewhere", () => {
  mkdirSync(join(folder, "host/mount"), { recursive: true });
  mkdirSync(at("home"));
  using stubs = new MountStubs(root.fd, [dir("/home/mount")]);
  renameSync(at("home"), at("moved"));
  symlinkSync(join(folder, "host"), at("home"));
  stubs.remove();
  expect(existsSync(join(folder, "host/mount"))).toBe(true);
  expect(readdirSync(at("moved"))).toEqual([]);
  expect(lstatSync(at("home")).isSymbolicLink()).toBe(true);
});

test("a file on the way is an error", () => {
  writeFileSync(at("plain"), "");
  expect(() => new MountStubs(root.fd, [dir("plain/x")])).toThrow("not a directory");
});
