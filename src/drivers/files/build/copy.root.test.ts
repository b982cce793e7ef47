import { afterEach, beforeEach, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import { BuildFileGround, copyOf, failureOf } from "./ground.test-support.ts";

let ground: BuildFileGround;
beforeEach(() => {
  ground = new BuildFileGround();
});
afterEach(() => ground[Symbol.asyncDispose]());

const small = `
  echo A > a.txt; echo B > b.txt; echo C > c.log; echo D > .dot
  mkdir -p sub/deep empty; echo 1 > sub/one.txt; echo 2 > sub/deep/two.txt; echo L > sub/skip.log; ln -s one.txt sub/link
  chmod 750 sub; touch -d 2020-01-02T03:04:05Z sub a.txt`;

function mtime(path: string): string {
  return lstatSync(join(ground.tree, path)).mtime.toISOString();
}

test("what a folder holds goes into a folder that is made for it, which takes the source's time", async () => {
  ground.make(small);
  await ground.copy("/sub", "/x/y");
  expect(ground.listing()).toEqual([
    "x 755 0:0 d",
    "x/y 755 0:0 d",
    "x/y/deep 755 0:0 d",
    "x/y/deep/two.txt 644 0:0 f",
    "x/y/link 777 0:0 l one.txt",
    "x/y/one.txt 644 0:0 f",
    "x/y/skip.log 644 0:0 f",
  ]);
  expect(mtime("x/y")).toBe("2020-01-02T03:04:05.000Z");
});

test("a file goes by its name into a folder, or becomes the destination", async () => {
  ground.make(small);
  await ground.copy("/a.txt", "/x/");
  await ground.copy("/a.txt", "/x/renamed");
  await ground.copy("/b.txt", "/x");
  expect(ground.listing().map((line) => line.split(" ")[0])).toEqual(["x", "x/a.txt", "x/b.txt", "x/renamed"]);
  expect(mtime("x/a.txt")).toBe("2020-01-02T03:04:05.000Z");
});

test("patterns name what they fit, parents too", async () => {
  ground.make(small);
  await ground.copy("/*.txt", "/star/");
  await ground.copy("/sub/*/two.txt", "/mid/");
  await ground.copy("/s*b", "/folder/");
  await ground.copy("/nothing*", "/never/");
  expect(ground.listing().map((line) => line.split(" ")[0])).toEqual([
    "folder",
    "folder/deep",
    "folder/deep/two.txt",
    "folder/link",
    "folder/one.txt",
    "folder/skip.log",
    "mid",
    "mid/two.txt",
    "star",
    "star/a.txt",
    "star/b.txt",
  ]);
});

test("--chown and --chmod are for the folders on the way too; links keep their mode", async () => {
  ground.make(small);
  await ground.copy("/sub", "/k/l", { owner: { user: 7, group: 8 }, mode: 0o4640 });
  expect(ground.listing()).toContain("k 640 7:8 d");
  expect(ground.listing()).toContain("k/l 640 7:8 d");
  expect(ground.listing()).toContain("k/l/deep 4640 7:8 d");
  expect(ground.listing()).toContain("k/l/link 777 7:8 l one.txt");
  await ground.copy("/sub", "/m/n", { mode: 0o777 });
  expect(ground.listing()).toContain("m 755 0:0 d");
  expect(ground.listing()).toContain("m/n 755 0:0 d");
  expect(ground.listing()).toContain("m/n/deep 777 0:0 d");
  await ground.copy("/sub", "/s", { mode: "u=rwX,go=" });
  expect(ground.listing()).toContain("s 755 0:0 d");
  expect(ground.listing()).toContain("s/deep 700 0:0 d");
  expect(ground.listing()).toContain("s/one.txt 600 0:0 f");
});

test("owners are looked up in the tree; who is not there is root", async () => {
  ground.make(small);
  mkdirSync(join(ground.tree, "etc"));
  writeFileSync(join(ground.tree, "etc/passwd"), "root:x:0:0::/:\nwww:x:82:83::/:\n");
  writeFileSync(join(ground.tree, "etc/group"), "root:x:0:\nextra:x:900:\n");
  const owner = (user: string, group?: string) => ({ owner: { user, ...(group === undefined ? {} : { group }) } });
  await ground.copy("/a.txt", "/w", owner("www"));
  await ground.copy("/a.txt", "/g", owner("www", "extra"));
  await ground.copy("/a.txt", "/n", owner("nosuch"));
  await ground.copy("/a.txt", "/o", owner("www", "nosuch"));
  await ground.copy("/a.txt", "/d", owner("55"));
  await ground.copy("/a.txt", "/e", owner("7", "8"));
  const ids = Object.fromEntries(
    ["w", "g", "n", "o", "d", "e"].map((name) => [name, lstatSync(join(ground.tree, name))]),
  );
  expect(Object.values(ids).map(({ uid, gid }) => `${uid}:${gid}`)).toEqual([
    "82:83",
    "82:900",
    "0:0",
    "82:83",
    "55:55",
    "7:8",
  ]);
});

test("exclude leaves out, include makes folders only for what is in them", async () => {
  ground.make(small);
  await ground.copy("/", "/x/", { excludePatterns: ["*.log", "sub/deep", ".dot"] });
  await ground.copy("/", "/p/", { includePatterns: ["sub/deep/two.txt", "a.txt"] });
  await ground.copy("/", "/g/", { includePatterns: ["**/*.log"] });
  expect(ground.listing().map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "g 755",
    "g/c.log 644",
    "g/sub 750",
    "g/sub/skip.log 644",
    "p 755",
    "p/a.txt 644",
    "p/sub 750",
    "p/sub/deep 755",
    "p/sub/deep/two.txt 644",
    "x 755",
    "x/a.txt 644",
    "x/b.txt 644",
    "x/empty 755",
    "x/sub 750",
    "x/sub/link 777",
    "x/sub/one.txt 644",
    "x/sub/skip.log 644",
  ]);
});

test("a selection hides what .dockerignore names, with exceptions", async () => {
  ground.make(small);
  const tree = ground.folder({
    excludePatterns: ["*.txt", "!b.txt", "sub/**", "!sub/deep/two.txt", "**/.dot", "empty"],
  });
  await ground.copy("/", "/x/", {}, tree);
  expect(ground.listing().map((line) => line.split(" ")[0])).toEqual([
    "x",
    "x/b.txt",
    "x/c.log",
    "x/sub",
    "x/sub/deep",
    "x/sub/deep/two.txt",
  ]);
  expect(await failureOf(ground.copy("/a.txt", "/y", {}, tree))).toContain("no such file or directory");
  expect(await failureOf(ground.describe({ paths: ["/a.txt"] }, tree))).toContain('"/a.txt": not found');
});

test("links, devices, fifos, sockets, attributes and holes are kept", async () => {
  ground.make(`${small}
    ln a.txt second; mkfifo -m 640 fifo; mknod null c 1 3; setfattr -n user.k -v v b.txt 2>/dev/null || true
    truncate -s 8M holes; printf x | dd of=holes bs=1 seek=4194304 conv=notrunc 2>/dev/null; cp /bin/true cap; chmod 4755 cap`);
  await ground.copy("/", "/x/");
  const at = (name: string) => lstatSync(join(ground.tree, "x", name));
  expect([at("a.txt").ino, at("a.txt").nlink]).toEqual([at("second").ino, 2]);
  expect([at("fifo").isFIFO(), at("fifo").mode & 0o777]).toEqual([true, 0o640]);
  expect([at("null").isCharacterDevice(), at("null").rdev]).toEqual([true, 0x103]);
  expect(at("cap").mode & 0o7777).toBe(0o4755);
  expect(at("holes").size).toBe(8 << 20);
  expect(at("holes").blocks * 512).toBeLessThan(1 << 20);
  const content = (folder: string) => readFileSync(join(folder, "holes"));
  expect(content(join(ground.tree, "x")).equals(content(ground.context))).toBeTrue();
});

test("a folder replaces no file and a file no folder, unless it is told to", async () => {
  ground.make(small);
  await ground.copy("/a.txt", "/x/deep");
  expect(await failureOf(ground.copy("/sub", "/x/"))).toContain("cannot copy to non-directory: /x/deep");
  await ground.copy("/sub", "/x/", { alwaysReplace: true });
  expect(lstatSync(join(ground.tree, "x/deep")).isDirectory()).toBeTrue();
  ground.make("mkdir other; echo file > other/deep");
  expect(await failureOf(ground.copy("/other", "/x/"))).toContain("cannot replace to directory /x/deep with file");
  await ground.copy("/other", "/x/", { alwaysReplace: true });
  expect(readFileSync(join(ground.tree, "x/deep"), "utf8")).toBe("file\n");
});

test("folders that are there below the first get what the source has", async () => {
  ground.make(small);
  mkdirSync(join(ground.tree, "x/deep"), { recursive: true, mode: 0o700 });
  execFileSync("chown", ["5:6", join(ground.tree, "x"), join(ground.tree, "x/deep")]);
  await ground.copy("/sub", "/x");
  expect(ground.listing().slice(0, 2)).toEqual(["x 700 5:6 d", "x/deep 755 0:0 d"]);
});

test("links in the tree are followed inside it, whatever they say", async () => {
  ground.make(small);
  const outside = join(ground.path, "outside");
  mkdirSync(outside);
  for (const [name, target] of [
    ["abs", outside],
    ["climb", `../../../../../../../..${outside}`],
    ["loop", "loop"],
  ] as const)
    symlinkSync(target, join(ground.tree, name));
  await ground.copy("/a.txt", "/abs/planted");
  await ground.copy("/a.txt", "/climb/planted2");
  expect(execFileSync("ls", ["-A", outside], { encoding: "utf8" })).toBe("");
  expect(readFileSync(join(ground.tree, outside, "planted"), "utf8")).toBe("A\n");
  expect(readFileSync(join(ground.tree, outside, "planted2"), "utf8")).toBe("A\n");
  expect(await failureOf(ground.copy("/a.txt", "/loop/x"))).toContain("");
});

test("links of a context lead nowhere outside it", async () => {
  const outside = join(ground.path, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "canary"), "outside");
  for (const [name, target] of [
    ["link", join(outside, "canary")],
    ["dir", outside],
    ["up", `${"../".repeat(12)}${outside.slice(1)}`],
  ] as const)
    symlinkSync(target, join(ground.context, name));
  for (const source of ["/link", "/dir/canary", "/up/canary", "/../outside/canary"]) {
    expect(await failureOf(ground.copy(source, "/x"))).toContain("no such file or directory");
    expect(await failureOf(ground.describe({ paths: [source] }))).toContain("not found");
    expect(
      await ground.workers.readFile(backgroundOp(), ground.folder(), { path: source, limitBytes: 100 }),
    ).toBeUndefined();
  }
  await ground.copy("/", "/all/");
  expect(readlinkSync(join(ground.tree, "all/dir"))).toBe(outside);
});

test("a tree keeps its owners", async () => {
  ground.make(`${small}; chown 3:4 a.txt`);
  const fd = openSync(ground.context, "r");
  await ground.copy("/a.txt", "/x", {}, { at: "tree", fd });
  closeSync(fd);
  expect(ground.listing()).toEqual(["x 644 3:4 f"]);
});

test("mkdir and mkfile", async () => {
  const root = ground.root;
  symlinkSync("real", join(ground.tree, "link"));
  const actions = [
    { action: "mkdir", path: "/a/b", mode: 0o750, makeParents: true, owner: { user: 3 } },
    { action: "mkdir", path: "/link/in", mode: 0o755, makeParents: true },
    {
      action: "mkfile",
      path: "/a/f",
      data: new TextEncoder().encode("text"),
      mode: 0o600,
      owner: { user: 1, group: 2 },
    },
    { action: "mkdir", path: "/a", mode: 0o700, makeParents: false },
  ] as const;
  await ground.workers.apply(backgroundOp(), { root, trees: [], actions });
  expect(readFileSync(join(ground.tree, "a/f"), "utf8")).toBe("text");
  expect(
    ground.listing().map((line) =>
      line
        .split(" ")
        .filter((_, at) => at !== 2)
        .join(" "),
    ),
  ).toEqual(["a 750 d", "a/b 750 d", "a/f 600 f", "link 777 l real", "real 755 d", "real/in 755 d"]);
});

test("the empty tree has nothing to copy", async () => {
  expect(await failureOf(ground.copy("/a", "/x", {}, { at: "nothing" }))).toContain("no such file or directory");
  expect(await failureOf(ground.describe({ paths: ["/a"], wildcards: false }, { at: "nothing" }))).toContain(
    '"/a": not found',
  );
});

test("paths that must be there", async () => {
  ground.make(small);
  const more = { includePatterns: ["nothere"], requiredPaths: ["/nothere"] };
  expect(await failureOf(ground.copy("/", "/x/", more))).toContain('"/nothere": not found');
});

test("a copy that is called off ends", async () => {
  ground.make("truncate -s 1 f; for i in $(seq 200); do echo $i > f$i; done");
  const ending = new AbortController();
  const job = {
    root: ground.root,
    trees: [ground.folder()],
    actions: Array.from({ length: 500 }, (_, at) => copyOf("/", `/x${at}/`)),
  };
  const copying = ground.workers.apply({ ...backgroundOp(), signal: ending.signal }, job);
  ending.abort();
  expect(await failureOf(copying)).toContain("context canceled");
});
