import { afterAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FdHandle } from "../fd-handle.ts";
import { openRoot } from "../rooted-files.ts";
import { listTree, readTreeFile } from "./read-tree.ts";

const folder = mkdtempSync(join(tmpdir(), "gantry-tree-"));
afterAll(() => rmSync(folder, { recursive: true }));

function made(name: string): FdHandle {
  const path = join(folder, name);
  mkdirSync(path);
  return new FdHandle(openRoot(path));
}

test("a tree is listed with links, folders first, names in order", () => {
  using root = made("listed");
  const at = (path: string): string => join(folder, "listed", path);
  mkdirSync(at("b"));
  writeFileSync(at("b/ä"), "content", { mode: 0o640 });
  linkSync(at("b/ä"), at("c"));
  symlinkSync("../outside", at("a"));
  const listed = [...listTree(root.fd)].map(({ path, mode, sizeBytes, linkName }) => [
    path,
    mode.toString(8),
    sizeBytes,
    linkName,
  ]);
  expect(listed).toEqual([
    ["a", "120777", 0, "../outside"],
    ["b", "40755", 0, ""],
    ["b/ä", "100640", 7, ""],
    ["c", "100640", 7, "b/ä"],
  ]);
});

test("files are read, of any length, and nothing else is", async () => {
  using root = made("read");
  const at = (path: string): string => join(folder, "read", path);
  const content = Buffer.alloc(200_000, "x");
  writeFileSync(at("file"), content);
  symlinkSync("file", at("link"));
  symlinkSync("/etc", at("etc"));
  execFileSync("mkfifo", [at("fifo")]);
  const text = async (path: string) => Buffer.concat(await Array.fromAsync(readTreeFile(root.fd, path)));
  expect((await text("file")).equals(content)).toBe(true);
  for (const path of ["fifo", "link", "etc/passwd", "none"]) expect(text(path)).rejects.toThrow();
});
