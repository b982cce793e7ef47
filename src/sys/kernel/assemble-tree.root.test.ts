import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import { closeFd } from "../fd.ts";
import { readFileIn, removeIn, statIn, writeFileIn } from "../rooted-files.ts";
import type { Kernel } from "./contract.ts";
import { openLinuxKernel } from "./linux.ts";

const op = backgroundOp();
const owner = { uid: 0, gid: 0, mode: 0o644 };
let kernel: Kernel;
let directory: string;

beforeAll(() => {
  kernel = openLinuxKernel();
  directory = mkdtempSync(join(tmpdir(), "assemble-"));
});

afterAll(async () => {
  await kernel[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

function folder(name: string): string {
  const path = join(directory, name);
  mkdirSync(path, { recursive: true });
  return path;
}

function text(root: number, path: string): string {
  return readFileIn(root, path, { maxBytes: 100 }).toString();
}

const mounts = () => readFileSync("/proc/self/mountinfo", "utf8");
const descriptors = () => readdirSync("/proc/self/fd").length;

test("trees, parts of trees and folders stand below the base, and are mounted nowhere", async () => {
  const before = mounts();
  const [lower, upper, work] = [folder("lower"), folder("upper"), folder("work")];
  mkdirSync(join(lower, "in"));
  writeFileSync(join(lower, "in/file"), "of the tree");
  writeFileSync(join(folder("host/sub"), "kept"), "of the host");
  const own = await kernel.mountOverlay(op, { lowers: [lower], upper, work });
  const [first, second] = [
    await kernel.mountOverlay(op, { lowers: [lower] }),
    await kernel.mountOverlay(op, { lowers: [lower] }),
  ];
  const base = await kernel.mountTmpfs(op, { sizeBytes: 1 << 20 });
  writeFileIn(base, "said", { ...owner, bytes: Buffer.from("before") });
  const whole = await kernel.assembleTree(op, {
    base,
    parts: [
      { source: { tree: own }, path: "", at: "root" },
      { source: { tree: first }, path: "in", at: "parts/0" },
      { source: { tree: second }, path: "in/file", at: "parts/1" },
      { source: { folder: join(directory, "host") }, path: "sub", at: "parts/2" },
    ],
  });
  expect(mounts()).toBe(before);
  expect(text(whole, "said")).toBe("before");
  expect(text(whole, "root/in/file")).toBe("of the tree");
  expect(text(whole, "parts/0/file")).toBe("of the tree");
  expect(text(whole, "parts/1")).toBe("of the tree");
  expect(text(whole, "parts/2/kept")).toBe("of the host");
  expect(() => writeFileIn(whole, "parts/0/new", { ...owner, bytes: Buffer.from("x") })).toThrow(
    "read-only file system",
  );
  writeFileIn(whole, "root/new", { ...owner, bytes: Buffer.from("new") });
  expect(text(own, "new")).toBe("new");
  removeIn(own, "new");
  expect(statIn(whole, "root/new")).toBeUndefined();
  for (const fd of [whole, base, own, first, second]) closeFd(fd);
  expect(readdirSync(upper)).toEqual([]);
});

test("a part stays in its tree, and a failure leaves nothing", async () => {
  const [host, secret] = [folder("inside"), folder("outside")];
  writeFileSync(join(secret, "canary"), "secret");
  symlinkSync("../outside/canary", join(host, "up"));
  symlinkSync(join(secret, "canary"), join(host, "absolute"));
  for (const path of ["up", "absolute", "../outside/canary", "missing"]) {
    for (const kind of ["folder", "tree"] as const) {
      const tree = kind === "tree" ? await kernel.mountOverlay(op, { lowers: [host] }) : -1;
      const base = await kernel.mountTmpfs(op, { sizeBytes: 1 << 20 });
      const open = descriptors();
      const source = kind === "tree" ? { tree } : { folder: host };
      const asked = kernel.assembleTree(op, { base, parts: [{ source, path, at: "p" }] });
      expect(await asked.then(() => "assembled", String)).toContain("no such file or directory");
      expect(descriptors()).toBe(open);
      closeFd(base);
      if (tree >= 0) closeFd(tree);
    }
  }
  const base = await kernel.mountTmpfs(op, { sizeBytes: 1 << 20 });
  const whole = await kernel.assembleTree(op, { base, parts: [{ source: { folder: host }, path: "", at: "p" }] });
  expect(statIn(whole, "p/up", { follow: false })?.type).toBe("symlink");
  for (const fd of [whole, base]) closeFd(fd);
});
