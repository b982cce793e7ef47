import { afterAll, beforeAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backgroundOp, silentLog } from "#base/op.ts";
import { MemoryRecordStore } from "#core/store/fake.ts";
import { type OverlaySnapshotter, openOverlaySnapshotter } from "#drivers/snapshot/overlay/overlay.ts";
import { LocalVolumes } from "#drivers/volume/local/local-volumes.ts";
import type { Kernel } from "#sys/kernel/contract.ts";
import { openLinuxKernel } from "#sys/kernel/linux.ts";

const op = backgroundOp();
let root: string;
let kernel: Kernel;
let snapshots: OverlaySnapshotter;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "gantry-volumes-"));
  kernel = openLinuxKernel();
  snapshots = await openOverlaySnapshotter(op, {
    path: join(root, "s"),
    store: new MemoryRecordStore(),
    log: silentLog,
  });
});

afterAll(async () => {
  await snapshots[Symbol.asyncDispose]();
  await kernel[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

function driverAt(name: string): { readonly path: string; readonly driver: LocalVolumes } {
  const path = join(root, name);
  return { path, driver: new LocalVolumes({ path, trees: snapshots.trees, mounts: kernel, log: silentLog }) };
}

const plain = (name: string) => ({ name, options: null });
const known = (...names: string[]) => ({ volumes: names.map(plain), users: new Map<string, Set<string>>() });
const madeUp = "a".repeat(64);

test("a copy keeps owners, modes, times, links and attributes", async () => {
  const { path, driver } = driverAt("copy");
  await driver.recover(op, known("v1"));
  const from = join(root, "image");
  mkdirSync(join(from, "sub"), { recursive: true });
  writeFileSync(join(from, "f"), "seed");
  linkSync(join(from, "f"), join(from, "sub/again"));
  symlinkSync("/etc/passwd", join(from, "link"));
  execFileSync("mkfifo", [join(from, "pipe")]);
  chownSync(join(from, "f"), 7, 8);
  chmodSync(join(from, "f"), 0o4640);
  utimesSync(join(from, "f"), 1000, 2000);
  chownSync(from, 5, 6);
  chmodSync(from, 0o2751);
  const data = join(path, "v1/_data");
  await driver.fill(op, plain("v1"), async () => openSync(from, "r"));
  const facts = lstatSync(join(data, "f"));
  expect([facts.mode & 0o7777, facts.uid, facts.gid, facts.mtimeMs, facts.nlink]).toEqual([0o4640, 7, 8, 2_000_000, 2]);
  expect(lstatSync(join(data, "sub/again")).ino).toBe(facts.ino);
  expect(readlinkSync(join(data, "link"))).toBe("/etc/passwd");
  expect(lstatSync(join(data, "pipe")).isFIFO()).toBe(true);
  const top = lstatSync(data);
  expect([top.mode & 0o7777, top.uid, top.gid]).toEqual([0o2751, 5, 6]);
  writeFileSync(join(data, "f"), "changed");
  await driver.fill(op, plain("v1"), async () => openSync(from, "r"));
  expect(readFileSync(join(data, "f"), "utf8")).toBe("changed");
});

test("a start sweeps what no record names, and keeps what somebody put there", async () => {
  const { path, driver } = driverAt("sweep");
  await driver.recover(op, known());
  for (const name of ["half", "kept", madeUp]) await driver.create(op, plain(name));
  writeFileSync(join(path, "kept/_data/f"), "x");
  mkdirSync(join(path, "foreign/_data"), { recursive: true });
  writeFileSync(join(path, "foreign/_data/f"), "x");
  await driver.recover(op, known("kept", "lost"));
  expect(readdirSync(path).sort()).toEqual([".trash", "foreign", "kept", "lost"]);
  expect(existsSync(join(path, "kept/_data/f"))).toBe(true);
  expect(readdirSync(join(path, "kept"))).toEqual(["_data"]);
  expect(readdirSync(join(path, "lost"))).toEqual(["_data"]);
});

test("a copy that a crash cut short is undone", async () => {
  const { path, driver } = driverAt("cut");
  await driver.recover(op, known("v1"));
  writeFileSync(join(path, "v1/_data/part"), "x");
  writeFileSync(join(path, "v1/.filling"), "");
  await driver.recover(op, known("v1"));
  expect(readdirSync(join(path, "v1"))).toEqual(["_data"]);
  expect(readdirSync(join(path, "v1/_data"))).toEqual([]);
});

test("a mount lasts from the first user to the last, over a start of the engine too", async () => {
  const { path, driver } = driverAt("mounts");
  const volume = { name: "lt", options: { type: "tmpfs", device: "tmpfs", o: "size=1m,mode=750" } };
  await driver.recover(op, { volumes: [volume], users: new Map() });
  const data = await driver.mount(op, volume, "a");
  await driver.mount(op, volume, "b");
  writeFileSync(join(data, "f"), "x");
  expect(lstatSync(data).mode & 0o777).toBe(0o750);
  const next = new LocalVolumes({ path, trees: snapshots.trees, mounts: kernel, log: silentLog });
  await next.recover(op, { volumes: [volume], users: new Map([["lt", new Set(["a", "b"])]]) });
  await next.unmount(op, volume, "a");
  expect(readdirSync(data)).toEqual(["f"]);
  await next.unmount(op, volume, "b");
  expect(readdirSync(data)).toEqual([]);
  await next.mount(op, volume, "c");
  await driver.recover(op, { volumes: [volume], users: new Map() });
  expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(data);
});

test("part of a volume is mounted, and no symlink leads out of it", async () => {
  const folder = join(root, "below");
  mkdirSync(join(folder, "a/b"), { recursive: true });
  writeFileSync(join(folder, "a/b/f"), "in");
  symlinkSync("a", join(folder, "inner"));
  symlinkSync("/etc", join(folder, "out"));
  const target = join(root, "target");
  await kernel.mountBelow(op, { root: folder, path: "inner/b", target, recursive: true });
  expect(readdirSync(target)).toEqual(["f"]);
  await kernel.unmount(op, target);
  const outside = kernel.mountBelow(op, { root: folder, path: "out", target, recursive: true });
  expect(await outside.catch((error: unknown) => error)).toMatchObject({ errno: "ENOENT" });
});
