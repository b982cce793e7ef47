import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeFd } from "./fd.ts";
import { listIn, mkdirAllIn, openRoot, readFileIn, removeIn, statIn, writeFileIn } from "./rooted-files.ts";

let outside: string;
let rootPath: string;
let root: number;
const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), "rooted-"));
  rootPath = join(outside, "root");
  mkdirSync(join(rootPath, "etc"), { recursive: true });
  writeFileSync(join(rootPath, "etc/passwd"), "inside");
  writeFileSync(join(outside, "secret"), "outside");
  root = openRoot(rootPath);
});

afterEach(() => {
  closeFd(root);
  rmSync(outside, { recursive: true, force: true });
});

describe("reading", () => {
  test("a file, by absolute and relative paths", () => {
    expect(readFileIn(root, "/etc/passwd", { maxBytes: 100 }).toString()).toBe("inside");
    expect(readFileIn(root, "etc/../etc/passwd", { maxBytes: 100 }).toString()).toBe("inside");
  });

  test("links and dots that lead out stay inside", () => {
    symlinkSync(join(outside, "secret"), join(rootPath, "absolute"));
    symlinkSync("../secret", join(rootPath, "relative"));
    symlinkSync("/etc/passwd", join(rootPath, "good"));
    for (const path of ["absolute", "relative", "../secret", "/../../secret"])
      expect(() => readFileIn(root, path, { maxBytes: 100 })).toThrow("no such file or directory");
    expect(readFileIn(root, "good", { maxBytes: 100 }).toString()).toBe("inside");
  });

  test("magic links are refused", () => {
    const proc = openRoot("/proc/self");
    try {
      expect(() => readFileIn(proc, "exe", { maxBytes: 1 })).toThrow("too many levels of symbolic links");
    } finally {
      closeFd(proc);
    }
  });

  test("a FIFO is refused at once, and so is a file over the bound", () => {
    execFileSync("mkfifo", [join(rootPath, "fifo")]);
    expect(() => readFileIn(root, "fifo", { maxBytes: 10 })).toThrow("fifo: not a regular file");
    expect(() => readFileIn(root, "etc/passwd", { maxBytes: 5 })).toThrow("etc/passwd: larger than 5 bytes");
    expect(() => readFileIn(root, "etc", { maxBytes: 5 })).toThrow("etc: not a regular file");
  });
});

test("stat tells what is there, or undefined", () => {
  symlinkSync("/etc", join(rootPath, "link"));
  expect(statIn(root, "etc/passwd")).toMatchObject({ type: "file", sizeBytes: 6, ...owner });
  expect(statIn(root, "link")?.type).toBe("directory");
  expect(statIn(root, "link", { follow: false })?.type).toBe("symlink");
  expect(statIn(root, "none")).toBeUndefined();
  expect(statIn(root, "etc/passwd/x")).toBeUndefined();
});

test("folders are made through links that stay inside, and what exists stays", () => {
  symlinkSync("/etc", join(rootPath, "link"));
  mkdirAllIn(root, "/link/a/b", { mode: 0o750, ...owner });
  expect(lstatSync(join(rootPath, "etc/a/b")).mode & 0o7777).toBe(0o750);
  symlinkSync("../../outside-dir", join(rootPath, "dangling"));
  expect(() => mkdirAllIn(root, "dangling/x", { mode: 0o755, ...owner })).toThrow("file exists");
  expect(existsSync(join(outside, "outside-dir"))).toBeFalse();
  expect(() => mkdirAllIn(root, "etc/passwd/x", { mode: 0o755, ...owner })).toThrow("not a directory");
});

test("a written file replaces a link instead of following it", () => {
  symlinkSync(join(outside, "secret"), join(rootPath, "etc/hosts"));
  writeFileIn(root, "/etc/hosts", { bytes: Buffer.from("new"), mode: 0o644, ...owner });
  expect(readFileSync(join(rootPath, "etc/hosts"), "utf8")).toBe("new");
  expect(readFileSync(join(outside, "secret"), "utf8")).toBe("outside");
  expect(lstatSync(join(rootPath, "etc/hosts")).isSymbolicLink()).toBeFalse();
});

test("lists with types and a bound; removes", () => {
  mkdirSync(join(rootPath, "etc/dir"));
  const names = listIn(root, "etc", { maxEntries: 10 }).sort((a, b) => a.name.localeCompare(b.name));
  expect(names).toEqual([
    { name: "dir", type: "directory" },
    { name: "passwd", type: "file" },
  ]);
  expect(() => listIn(root, "etc", { maxEntries: 1 })).toThrow("etc: more than 1 entries");
  removeIn(root, "etc/dir");
  removeIn(root, "etc/passwd");
  removeIn(root, "etc/none");
  expect(listIn(root, "etc", { maxEntries: 10 })).toEqual([]);
});
