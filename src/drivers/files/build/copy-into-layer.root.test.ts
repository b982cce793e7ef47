import { afterEach, beforeEach, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import type { OpenCopy } from "#core/build/file-worker.ts";
import { mountOverlay } from "#sys/kernel/mounts.ts";
import { BuildFileGround, copyOf, failureOf } from "./ground.test-support.ts";

let ground: BuildFileGround;
beforeEach(() => {
  ground = new BuildFileGround();
});
afterEach(() => ground[Symbol.asyncDispose]());

const below = `
  mkdir -p app/old real; echo old > app/old/file; echo kept > app/old/kept; ln -s ../real app/way; chmod 711 app/old`;
const context = `
  mkdir -p new/deep/er old other; echo 1 > new/one; ln new/one new/deep/same; ln new/one old/third; ln new/one top
  echo 2 > new/deep/er/two; ln -s one new/link; mkfifo other/pipe; ln other/pipe other/again; echo changed > old/file
  chmod 2750 new/deep; chmod 4755 new/one; touch -d 2020-01-02T03:04:05Z new new/deep old
  python3 -c 'import os; os.setxattr("new/deep/er/two", "user.x", b"y")'; head -c 300000 /dev/zero > other/zeros`;

interface Layered extends Disposable {
  readonly upper: string;
  readonly root: number;
  readonly layer: number;
}

/** A tree of two: what `below` makes, and a layer on it. */
function layered(name: string): Layered {
  const [lower, upper, work] = ["lower", "upper", "work"].map((part) => join(ground.path, name, part)) as [
    string,
    string,
    string,
  ];
  for (const path of [lower, upper, work]) mkdirSync(path, { recursive: true });
  execFileSync("sh", ["-euc", `umask 022; ${below}`], { cwd: lower });
  const root = mountOverlay({ lowers: [lower], upper, work });
  const layer = mountOverlay({ lowers: [], upper });
  const close = () => {
    for (const fd of [root, layer]) closeSync(fd);
  };
  return { upper, root, layer, [Symbol.dispose]: close };
}

/** All that a folder holds: kinds, modes, owners, how many names, old times, and what files and attributes hold. */
function heldIn(folder: string): string {
  const walk = `
import hashlib, os, stat, sys
for at, folders, files in os.walk(sys.argv[1]):
    for name in sorted(folders + files):
        path = os.path.join(at, name)
        facts = os.lstat(path)
        old = facts.st_mtime_ns if facts.st_mtime < 1600000000 else ""
        what = os.readlink(path) if stat.S_ISLNK(facts.st_mode) else ""
        if stat.S_ISREG(facts.st_mode): what = hashlib.sha256(open(path, "rb").read()).hexdigest()
        names = facts.st_nlink if not stat.S_ISDIR(facts.st_mode) else ""
        own = [x for x in os.listxattr(path, follow_symlinks=False) if x.startswith("user.")]
        print(os.path.relpath(path, sys.argv[1]), oct(facts.st_mode), facts.st_uid, facts.st_gid, names, old, what, own)
`;
  const text = execFileSync("python3", ["-c", walk, folder], { encoding: "utf8" });
  return text.split("\n").sort().join("\n");
}

const copies: readonly OpenCopy[] = [
  copyOf("/", "/app"),
  copyOf("/new", "/app/new", { alwaysReplace: true }),
  copyOf("/new/deep", "/app/new/deep/er/deepest"),
  copyOf("/old/", "/app/way/into"),
];

async function apply(tree: Layered, layer: number | undefined): Promise<void> {
  const job = { root: tree.root, trees: [ground.folder()], actions: copies };
  await ground.workers.apply(backgroundOp(), layer === undefined ? job : { ...job, layer });
}

test("a copy straight into a layer leaves what one through the tree leaves, and the tree shows it", async () => {
  ground.make(context);
  using through = layered("through");
  using straight = layered("straight");
  await apply(through, undefined);
  await apply(straight, straight.layer);
  expect(heldIn(straight.upper)).toBe(heldIn(through.upper));
  const shown = (root: number) => heldIn(`/proc/${process.pid}/fd/${root}/`);
  expect(shown(straight.root)).toBe(shown(through.root));
  expect(shown(straight.root)).toContain("app/old/kept 0o100644");
});

test("only what lies in folders that are new goes straight into the layer", async () => {
  ground.make(context);
  using tree = layered("layered");
  const elsewhere = openSync(ground.tree, "r");
  try {
    expect(await failureOf(apply(tree, elsewhere))).toContain("no such file or directory");
    expect(ground.listing()).toEqual([]);
    ground.make("rm -r new other old/third top");
    const job = { root: tree.root, trees: [ground.folder()], actions: [copyOf("/", "/app")], layer: elsewhere };
    await ground.workers.apply(backgroundOp(), job);
    expect(heldIn(tree.upper)).toContain("app/old/file 0o100644");
  } finally {
    closeSync(elsewhere);
  }
});
