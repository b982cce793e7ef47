import { afterAll, afterEach, beforeEach, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "#base/errors.ts";
import { backgroundOp } from "#base/op.ts";
import { TarReader } from "#formats/tar/reader.ts";
import { type TarEntryInput, tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";
import { xattrFd } from "#sys/files/calls.ts";
import { FileWorkers } from "./file-workers.ts";

const op = backgroundOp();
const workers = new FileWorkers();
afterAll(() => workers[Symbol.asyncDispose]());

let root: string;
let fd: number;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "files-"));
  fd = openSync(root, "r");
});
afterEach(() => {
  closeSync(fd);
  rmSync(root, { recursive: true, force: true });
});

function tar(...members: ReadonlyArray<TarEntryInput & { readonly data?: string }>): Buffer {
  const parts = members.flatMap(({ data = "", ...entry }) => {
    const bytes = Buffer.from(data);
    return [tarHeader({ mode: 0o644, ...entry, sizeBytes: bytes.length }), bytes, tarPadding(bytes.length)];
  });
  return Buffer.concat([...parts, tarEnd()]);
}

async function* pieces(bytes: Uint8Array, size = 700): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function extract(path: string, bytes: Uint8Array, more: { noOverwriteDirNonDir?: boolean } = {}): Promise<void> {
  const target = { root: fd, path, noOverwriteDirNonDir: false, allow() {}, ...more };
  return workers.extract(op, target, pieces(bytes));
}

async function namesOf(path: string, name?: string): Promise<string[]> {
  const reader = new TarReader();
  const names: string[] = [];
  for await (const chunk of workers.archive(op, { root: fd, path, ...(name === undefined ? {} : { name }) })) {
    for (const event of reader.read(chunk))
      if (event.kind === "entry") names.push(`${event.entry.type} ${event.entry.name}${event.entry.linkName}`);
  }
  reader.finish();
  return names;
}

function refusal(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "done",
    (error: unknown) => messageOf(error),
  );
}

test("an archive names what it holds from the path, in order, and each file once", async () => {
  execFileSync("sh", ["-c", "mkdir -p d/b; echo 1 >d/z; ln d/z d/a; ln -s z d/l; mkfifo d/p; echo >d/b/x"], {
    cwd: root,
  });
  expect(await namesOf("/d", "new")).toEqual([
    "directory new/",
    "file new/a",
    "directory new/b/",
    "file new/b/x",
    "symlink new/lz",
    "fifo new/p",
    "hard-link new/znew/a",
  ]);
  expect(await namesOf("/d/.", ".")).toContain("file ./b/x");
  expect(await namesOf("/")).toEqual(expect.arrayContaining(["directory d/", "file d/a"]));
  expect(await namesOf("/d/l", "l")).toEqual(["symlink lz"]);
});

test("what is archived can be unpacked: content, owners, modes, times, devices, links", async () => {
  const entries = [
    { type: "directory", name: "x/", mode: 0o1751, uid: 5, gid: 6, mtimeSeconds: 1_600_000_000 },
    {
      type: "file",
      name: "x/f",
      data: "content".repeat(50_000),
      mode: 0o4755,
      uid: 70_000,
      mtimeSeconds: 1_500_000_000,
    },
    { type: "symlink", name: "x/l", linkName: "/etc/passwd", uid: 9 },
    { type: "hard-link", name: "x/h", linkName: "x/f" },
    { type: "character-device", name: "x/null", deviceMajor: 1, deviceMinor: 3, mode: 0o666 },
    { type: "fifo", name: "x/p", mode: 0o600 },
  ] as const;
  mkdirSync(join(root, "t"));
  await extract("/t", tar(...entries));
  const [folder, file] = [lstatSync(join(root, "t/x")), lstatSync(join(root, "t/x/f"))];
  expect([folder.mode & 0o7777, folder.uid, folder.gid, folder.mtimeMs]).toEqual([0o1751, 5, 6, 1_600_000_000_000]);
  expect([file.mode & 0o7777, file.uid, file.nlink, file.size]).toEqual([0o4755, 70_000, 2, 350_000]);
  expect([readlinkSync(join(root, "t/x/l")), lstatSync(join(root, "t/x/l")).uid]).toEqual(["/etc/passwd", 9]);
  expect(lstatSync(join(root, "t/x/null")).rdev).toBe(0x103);
  expect(await namesOf("/t/x", "x")).toEqual([
    "directory x/",
    "file x/f",
    "hard-link x/hx/f",
    "symlink x/l/etc/passwd",
    "character-device x/null",
    "fifo x/p",
  ]);
});

test("links of the tree lead no further than the folder that is written into, and never to the host", async () => {
  const canary = join(root, "canary");
  writeFileSync(canary, "whole", { mode: 0o600 });
  mkdirSync(join(root, "r/t"), { recursive: true });
  for (const [name, to] of Object.entries({ out: "../..", abs: root, file: canary, dangling: "made" }))
    symlinkSync(to, join(root, "r/t", name));
  closeSync(fd);
  fd = openSync(join(root, "r"), "r");
  expect(await refusal(extract("/t", tar({ type: "file", name: "out/canary", data: "x" })))).toBe(
    "statat out: path escapes from parent",
  );
  expect(await refusal(extract("/t", tar({ type: "file", name: "../x" })))).toBe('invalid entry name "../x"');
  expect(await refusal(extract("/t", tar({ type: "hard-link", name: "h", linkName: "../x" })))).toBe(
    'invalid hardlink target "../x"',
  );
  await extract("/t", tar({ type: "file", name: "abs/canary", data: "x", mode: 0o777 }));
  await extract("/t", tar({ type: "file", name: "file", data: "x", mode: 0o777 }));
  await extract("/t", tar({ type: "file", name: "dangling/f", data: "x" }));
  expect([readFileSync(canary, "utf8"), lstatSync(canary).mode & 0o7777]).toEqual(["whole", 0o600]);
  expect(existsSync(join(root, "r/t/made/f"))).toBe(true);
  expect(existsSync(join(root, "r/t", root, "canary"))).toBe(true);
});

test("folders are merged, and what is in the way goes unless that is not wanted", async () => {
  execFileSync("sh", ["-c", "mkdir -p t/d/kept; echo >t/f"], { cwd: root });
  const noOverwriteDirNonDir = true;
  expect(await refusal(extract("/t", tar({ type: "file", name: "d" }), { noOverwriteDirNonDir }))).toBe(
    'cannot overwrite directory "d" with non-directory "/t"'.replace('"/t"', JSON.stringify(join(root, "t"))),
  );
  await extract("/t", tar({ type: "directory", name: "d/" }), { noOverwriteDirNonDir });
  expect(existsSync(join(root, "t/d/kept"))).toBe(true);
  await extract("/t", tar({ type: "file", name: "d", data: "now a file" }));
  expect(readFileSync(join(root, "t/d"), "utf8")).toBe("now a file");
});

test("nothing is written before it was allowed, and an archive that is cut off is an error", async () => {
  const bytes = tar({ type: "file", name: "f", data: "x".repeat(3000) });
  const allow = ({ isDirectory }: { isDirectory: boolean }): void => {
    throw new Error(`asked: ${isDirectory}`);
  };
  const target = { root: fd, path: "/", noOverwriteDirNonDir: false, allow };
  expect(await refusal(workers.extract(op, target, pieces(bytes)))).toBe("asked: true");
  expect(existsSync(join(root, "f"))).toBe(false);
  expect(await refusal(extract("/", bytes.subarray(0, 1500)))).toContain("unexpected EOF");
});

test("many archives are read by turns, and one that is not read to its end is closed", async () => {
  writeFileSync(join(root, "big"), Buffer.alloc(3_000_000, 1));
  const streams = Array.from({ length: 20 }, () => workers.archive(op, { root: fd, path: "/big", name: "big" }));
  const firsts = await Promise.all(streams.map((stream) => stream.next()));
  expect(firsts.every(({ value }) => value?.length === 256 * 1024)).toBe(true);
  await Promise.all(streams.map((stream) => stream.return()));
  expect(await namesOf("/big", "big")).toEqual(["file big"]);
  const open = execFileSync("sh", ["-c", `ls -l /proc/${process.pid}/fd | grep -c ${root}/big; true`]).toString();
  expect(open).toBe("0\n");
});

test("what differs between an overlay's trees", async () => {
  const script = [
    "mkdir -p low/etc low/gone low/keep/in low/same up/etc up/same up/new/deep up/again",
    "mkdir -p low/again/sub; echo a >low/again/old; echo b >low/again/sub/x; echo a >low/etc/passwd; echo b >low/etc/group",
    "cp -p low/etc/group up/etc/group; echo changed >up/etc/passwd; mknod up/gone c 0 0; mknod up/never c 0 0",
    "chmod 700 low/keep; cp -rp low/keep up/keep; chmod 711 up/keep; echo n >up/again/new",
  ];
  execFileSync("sh", ["-c", script.join("; ")], { cwd: root });
  const again = openSync(join(root, "up/again"), "r");
  expect(xattrFd(again, "trusted.overlay.opaque", Buffer.from("y"))).toBe(0);
  closeSync(again);
  const changes = await workers.changes(op, { upper: join(root, "up"), lowers: [join(root, "low")] });
  expect(changes.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    "modified /again",
    "deleted /again/old",
    "deleted /again/sub",
    "added /again/new",
    "modified /etc",
    "modified /etc/passwd",
    "deleted /gone",
    "modified /keep",
    "added /new",
    "added /new/deep",
  ]);
});
