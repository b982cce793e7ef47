import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { lstat, mkdir, readdir, readFile, readlink, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { digestOf } from "#base/digest-of.ts";
import { backgroundOp } from "#base/op.ts";
import { Bench, failureOf, file, folder, hard, link, type Member, tar } from "./root-test-support.ts";

const op = backgroundOp();

test("modes, owners, times, links, devices and attributes come out as the archive says", async () => {
  await using bench = await Bench.make();
  const capability = "\x01\0\0\x02\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
  const tree = await bench.add(
    tar(
      folder("d/", { mode: 0o1777, mtimeSeconds: 1_600_000_000 }),
      file("d/s", "x", { mode: 0o6755, uid: 3_000_000, gid: 4_000_000, mtimeSeconds: -5, mtimeNanoseconds: 250 }),
      file("none", "", { mode: 0 }),
      hard("d/h", "./d/s"),
      link("l", "../../../etc"),
      { type: "character-device", name: "null", deviceMajor: 1, deviceMinor: 3, mode: 0o666 },
      { type: "block-device", name: "blk", deviceMajor: 7, deviceMinor: 300, mode: 0o600 },
      { type: "fifo", name: "pipe", mode: 0o600, uid: 5 },
      file("cap", "y", {
        xattrs: new Map([
          ["security.capability", capability],
          ["user.mine", "value"],
        ]),
      }),
    ),
  );
  const s = await lstat(join(tree, "d/s"), { bigint: true });
  expect([s.mode & 0o7777n, s.uid, s.gid, s.nlink, s.mtimeNs]).toEqual([
    0o6755n,
    3_000_000n,
    4_000_000n,
    2n,
    -4_999_999_750n,
  ]);
  const d = await lstat(join(tree, "d"));
  expect([d.mode & 0o7777, d.mtimeMs]).toEqual([0o1777, 1_600_000_000_000]);
  expect((await lstat(join(tree, "none"))).mode & 0o7777).toBe(0);
  expect(await readlink(join(tree, "l"))).toBe("../../../etc");
  expect((await lstat(join(tree, "null"))).rdev).toBe(0x103);
  expect((await lstat(join(tree, "blk"))).rdev).toBe((7 << 8) | (300 & 0xff) | ((300 & 0xfff00) << 12));
  const pipe = await lstat(join(tree, "pipe"));
  expect([pipe.isFIFO(), pipe.uid]).toEqual([true, 5]);
  const python = Bun.spawnSync([
    "python3",
    "-c",
    "import os,sys; print([os.getxattr(sys.argv[1], n) for n in ('security.capability','user.mine')])",
    join(tree, "cap"),
  ]);
  expect(python.stdout.toString()).toContain("\\x01\\x00\\x00\\x02\\x00\\x04");
  expect(python.stdout.toString()).toContain("b'value'");
});

test("a folder that gives its group to what is made in it changes nothing of what the archive says", async () => {
  await using bench = await Bench.make();
  const tree = await bench.add(
    tar(
      folder("", { mode: 0o755 }),
      folder("mail", { mode: 0o2775, gid: 8 }),
      file("mail/root", "x", { mode: 0o664 }),
      file("mail/deep/root", "x", { mode: 0o640 }),
      folder("plain"),
      file("plain/root", "x", { mode: 0o777 }),
      file("plain/own", "x", { mode: 0o6755, uid: 5, gid: 6 }),
      link("short", "mail"),
      file("short/through", "x"),
    ),
  );
  const seen = (name: string): unknown[] => {
    const { uid, gid, mode } = statSync(join(tree, name));
    return [uid, gid, (mode & 0o7777).toString(8)];
  };
  expect(["mail/root", "mail/deep/root", "plain/root", "plain/own", "mail/through"].map(seen)).toEqual([
    [0, 0, "664"],
    [0, 0, "640"],
    [0, 0, "777"],
    [5, 6, "6755"],
    [0, 0, "644"],
  ]);
});

test("gzip in several members and zstd give the same tree; a wrong digest leaves nothing", async () => {
  await using bench = await Bench.make();
  const layer = tar(file("f", "content"));
  const half = layer.length / 2;
  for (const pack of ["gzip", "zstd"] as const) {
    const source = await bench.source(layer, undefined, pack);
    if (pack === "gzip") {
      await writeFile(
        source.blobPath,
        Buffer.concat([gzipSync(layer.subarray(0, half)), gzipSync(layer.subarray(half))]),
      );
    }
    await using batch = bench.snapshots.begin();
    await batch.unpack(op, source);
    expect(batch.records().length).toBe(1);
  }
  await using batch = bench.snapshots.begin();
  const source = await bench.source(layer, undefined, "gzip");
  expect(await failureOf(batch.unpack(op, { ...source, diffId: digestOf("x") }))).toContain("invalid diffID for layer");
  await writeFile(source.blobPath, gzipSync(layer).subarray(0, 40));
  expect(await failureOf(batch.unpack(op, source))).toContain("gzip: invalid layer");
  await writeFile(source.blobPath, Buffer.from("1f8b08ffffffffff", "hex"));
  expect(await failureOf(batch.unpack(op, source))).toContain("gzip: invalid layer");
  expect((await readdir(join(bench.path, "s"))).filter((name) => /^\d+$/.test(name))).toEqual([]);
});

test("folders that an archive only implies look as in the layers below", async () => {
  await using bench = await Bench.make();
  const below = tar(
    folder("./", { mode: 0o711, uid: 9 }),
    folder("tmp", { mode: 0o1777, gid: 7 }),
    folder("tmp/in", { uid: 3 }),
    folder("gone", { mode: 0o700 }),
  );
  const tree = await bench.add(
    below,
    tar(file("tmp/in/x")),
    tar(file(".wh.gone"), file("tmp/in/y"), file("new/z")),
    tar(file("gone/back")),
  );
  expect(((await stat(tree)).mode & 0o7777).toString(8)).toBe("711");
  const [top, third] = bench.snapshots.overlayOfLayers(bench.chain).lowers;
  const seen = async (path: string): Promise<number[]> => {
    const facts = await stat(path);
    return [facts.mode & 0o7777, facts.uid, facts.gid];
  };
  expect(await seen(join(third ?? "", "tmp"))).toEqual([0o1777, 0, 7]);
  expect(await seen(join(third ?? "", "tmp/in"))).toEqual([0o755, 3, 0]);
  expect(await seen(join(third ?? "", "new"))).toEqual([0o755, 0, 0]);
  expect(await seen(join(top ?? "", "gone"))).toEqual([0o755, 0, 0]);
});

test("whiteouts and opaque folders become overlayfs's", async () => {
  await using bench = await Bench.make();
  const tree = await bench.add(
    tar(
      folder("d"),
      file("d/.wh.gone"),
      folder("o"),
      file("o/.wh..wh..opq"),
      file("o/new"),
      file(".wh.t"),
      folder("t"),
      folder("u"),
      file(".wh.u"),
      file(".wh..wh.plnk/1.2"),
    ),
  );
  const gone = await lstat(join(tree, "d/gone"));
  expect([gone.isCharacterDevice(), gone.rdev]).toEqual([true, 0]);
  const opaque = Bun.spawnSync([
    "python3",
    "-c",
    "import os,sys; print([os.getxattr(sys.argv[1]+n, 'trusted.overlay.opaque') for n in ('/o','/t','/u')])",
    tree,
  ]);
  expect(opaque.stdout.toString()).toBe("[b'y', b'y', b'y']\n");
  expect((await readdir(tree)).sort()).toEqual(["d", "o", "t", "u"]);
});

test("what comes twice replaces what was there", async () => {
  await using bench = await Bench.make();
  const tree = await bench.add(
    tar(
      folder("a"),
      file("a/x", "1"),
      link("a", "b"),
      folder("b"),
      file("b/y", "2"),
      file("b/y", "3"),
      link("c", "b"),
      folder("c"),
      file("c/z"),
      file("f", "1"),
      folder("f"),
      file("f/in", "4"),
    ),
  );
  expect(await readlink(join(tree, "a"))).toBe("b");
  expect(await readFile(join(tree, "b/y"), "utf8")).toBe("3");
  expect((await lstat(join(tree, "c"))).isDirectory()).toBe(true);
  expect(await readdir(join(tree, "b"))).toEqual(["y"]);
  expect(await readFile(join(tree, "f/in"), "utf8")).toBe("4");
});

test("no entry reaches the outside", async () => {
  await using bench = await Bench.make();
  const outside = join(bench.path, "outside");
  await mkdir(outside, { mode: 0o700 });
  await writeFile(join(outside, "file"), "alive", { mode: 0o600 });
  const canary = async (): Promise<string> => {
    const facts = await lstat(join(outside, "file"));
    return JSON.stringify([
      await readdir(outside),
      await readFile(join(outside, "file"), "utf8"),
      facts.mode,
      facts.uid,
      facts.nlink,
      facts.mtimeMs,
    ]);
  };
  const before = await canary();
  const up = "../".repeat(20) + outside.slice(1);
  const hostile: Member[][] = [
    [file(`${up}/new`, "owned")],
    [file(`a/${up}/new`, "owned")],
    [file(`${outside}/file`, "owned")],
    [link("esc", outside), file("esc/file", "owned")],
    [link("esc", up), file("esc/new", "owned")],
    [link("esc", outside), file("esc/.wh.file")],
    [link("esc", outside), file("esc/.wh..wh..opq")],
    [link("f", `${outside}/file`), file("f", "owned", { mode: 0o777, uid: 9 })],
    [link("a", ".."), link("a/b", ".."), file(`a/b/${up}/file`, "owned")],
    [hard("h", `${outside}/file`), file("h", "owned")],
    [hard("h", `${up}/file`), file("h", "owned")],
    [link("s", outside), hard("h", "s/file"), file("h", "owned")],
    [link("s", `${outside}/file`), hard("h", "s"), file("h", "owned", { mode: 0o777 })],
    [link("s", "/proc/self/root"), file(`s${outside}/file`, "owned")],
    [file(".wh..."), file("x")],
    [file(".wh..")],
    [file(".wh.")],
    [file(".wh.../file")],
    [folder("d"), link("d/l", outside), folder("d/l", { mode: 0o777, uid: 4 })],
    [file("x/".repeat(3000))],
    [file("f", "", { xattrs: new Map([["trusted.overlay.redirect", "/etc"]]) })],
    [{ type: "symlink", name: "./", linkName: outside }],
    [hard("h", "h")],
  ];
  const outcomes: string[] = [];
  for (const members of hostile) {
    bench.chain = undefined;
    outcomes.push(
      await bench.add(tar(...members)).then(
        () => "confined",
        (error: Error) => error.message,
      ),
    );
    expect(await canary()).toBe(before);
  }
  expect(outcomes.filter((text) => text === "confined").length).toBeLessThan(12);
  expect(outcomes[0]).toContain("is outside of the layer");
  expect((await readdir(join(bench.path, "s", "tmp"))).length).toBe(0);
});

test("127 layers, and an archive that GNU tar made of a real tree", async () => {
  await using bench = await Bench.make();
  await bench.add(...[...Array(127).keys()].map((at) => tar(file(`l/${at}`, "x"))));
  expect(bench.snapshots.overlayOfLayers(bench.chain).lowers.length).toBe(127);
  bench.chain = undefined;
  const made = Bun.spawnSync(["tar", "-C", "/etc", "--sort=name", "-c", "."]);
  const tree = await bench.add(made.stdout as Buffer);
  const diff = Bun.spawnSync(["sh", "-c", `cd ${tree} && tar -xOf - >/dev/null && tar --sort=name -c . | sha256sum`], {
    stdin: made.stdout,
  });
  expect(diff.stdout.toString().slice(0, 64)).toBe(createHash("sha256").update(made.stdout).digest("hex"));
}, 60_000);
