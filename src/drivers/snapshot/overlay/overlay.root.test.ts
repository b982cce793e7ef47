import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { type Digest, digestOf } from "#base/digest.ts";
import { backgroundOp, silentLog } from "#base/op.ts";
import type { LayerSource } from "#core/snapshot/contract.ts";
import { MemoryRecordStore } from "#core/store/fake.ts";
import { type TarEntryInput, tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";
import { type OverlaySnapshotter, openOverlaySnapshotter } from "./overlay.ts";

const op = backgroundOp();

type Member = TarEntryInput & { readonly data?: string };
const file = (name: string, data = "", more: Partial<Member> = {}): Member => ({
  type: "file",
  name,
  data,
  mode: 0o644,
  ...more,
});
const folder = (name: string, more: Partial<Member> = {}): Member => ({
  type: "directory",
  name,
  mode: 0o755,
  ...more,
});
const link = (name: string, linkName: string): Member => ({ type: "symlink", name, linkName, mode: 0o777 });
const hard = (name: string, linkName: string): Member => ({ type: "hard-link", name, linkName });

function tar(...members: Member[]): Buffer {
  const parts: Buffer[] = [];
  for (const { data = "", ...entry } of members) {
    const bytes = Buffer.from(data);
    parts.push(tarHeader({ ...entry, sizeBytes: bytes.length }), bytes, tarPadding(bytes.length));
  }
  return Buffer.concat([...parts, tarEnd()]);
}

class Bench implements AsyncDisposable {
  readonly store = new MemoryRecordStore();
  chain: Digest | undefined;
  #blobs = 0;

  constructor(
    readonly path: string,
    public snapshots: OverlaySnapshotter,
  ) {}

  static async make(): Promise<Bench> {
    const path = await mkdtemp(join(tmpdir(), "snapshots-test-"));
    const bench = new Bench(path, undefined as unknown as OverlaySnapshotter);
    await bench.reopen();
    return bench;
  }

  async reopen(): Promise<void> {
    this.snapshots = await openOverlaySnapshotter(op, {
      path: join(this.path, "s"),
      store: this.store,
      log: silentLog,
    });
  }

  async source(layer: Buffer, parent: Digest | undefined, pack?: "gzip" | "zstd"): Promise<LayerSource> {
    const blobPath = join(this.path, `blob-${this.#blobs++}`);
    await writeFile(blobPath, pack === "gzip" ? gzipSync(layer) : pack === "zstd" ? zstdCompressSync(layer) : layer);
    const diffId = digestOf(layer);
    const chainId = parent === undefined ? diffId : digestOf(`${parent} ${diffId}`);
    return { chainId, parent, diffId, blobPath, compression: pack ?? "none" };
  }

  /** Adds layers on top of what is there; gives the tree of the last. */
  async add(...layers: Buffer[]): Promise<string> {
    await using batch = this.snapshots.begin();
    const sources: LayerSource[] = [];
    for (const layer of layers) {
      const source = await this.source(layer, this.chain);
      this.chain = source.chainId;
      sources.push(source);
    }
    await Promise.all(sources.map((source) => batch.unpack(op, source)));
    await this.snapshots.sync(op);
    await this.store.commit(op, batch.records(), "full");
    batch.publish();
    return this.snapshots.overlayOfLayers(this.chain).lowers[0] ?? "";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.snapshots[Symbol.asyncDispose]();
    await rm(this.path, { recursive: true });
  }
}

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
  await writeFile(source.blobPath, "no gzip at all");
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

test("a tree without a record goes, a record without a tree is forgotten", async () => {
  await using bench = await Bench.make();
  const kept = await bench.add(tar(file("a")));
  const chain = bench.chain as Digest;
  await mkdir(join(bench.path, "s", "77"));
  await mkdir(join(bench.path, "s", "tmp", "78"));
  await bench.snapshots[Symbol.asyncDispose]();
  await bench.reopen();
  expect(bench.snapshots.hasLayer(chain)).toBe(true);
  expect((await readdir(join(bench.path, "s"))).filter((name) => /^\d+$/.test(name))).toEqual([
    kept.split("/").at(-1) ?? "",
  ]);
  await rm(kept, { recursive: true });
  await bench.snapshots[Symbol.asyncDispose]();
  await bench.reopen();
  expect(bench.snapshots.hasLayer(chain)).toBe(false);
});

test("two batches unpack a layer once; what no batch publishes goes", async () => {
  await using bench = await Bench.make();
  const source = await bench.source(tar(file("a")), undefined);
  {
    await using one = bench.snapshots.begin();
    await using two = bench.snapshots.begin();
    await Promise.all([one.unpack(op, source), two.unpack(op, source)]);
    expect(one.records()).toEqual(two.records());
    two.publish();
  }
  expect(bench.snapshots.hasLayer(source.chainId)).toBe(true);
  const other = await bench.source(tar(file("b")), undefined);
  {
    await using three = bench.snapshots.begin();
    await three.unpack(op, other);
  }
  expect((await readdir(join(bench.path, "s"))).filter((name) => /^\d+$/.test(name)).length).toBe(1);
});

test("a writable snapshot lies on its layers until it is removed; what nothing needs is garbage", async () => {
  await using bench = await Bench.make();
  await bench.add(tar(folder("./", { mode: 0o700, uid: 8 })), tar(file("b")));
  const chain = bench.chain as Digest;
  await bench.snapshots.recover(op, { writables: new Set() });
  await bench.snapshots.createWritable(op, "key", chain);
  const overlay = bench.snapshots.overlayOf("key");
  expect(overlay.lowers.length).toBe(2);
  const facts = await stat(overlay.upper ?? "");
  expect([facts.mode & 0o7777, facts.uid]).toEqual([0o700, 8]);
  await writeFile(join(overlay.upper ?? "", "x"), "12345");
  expect((await bench.snapshots.usageOfWritable(op, "key")).sizeBytes).toBe(5);
  expect(bench.snapshots.garbage(new Set()).records).toEqual([]);
  await bench.snapshots[Symbol.asyncDispose]();
  await bench.reopen();
  await bench.snapshots.recover(op, { writables: new Set(["key"]) });
  expect(bench.snapshots.overlayOf("key")).toEqual(overlay);
  await bench.snapshots.removeWritable(op, "key");
  await bench.snapshots.removeWritable(op, "key");
  expect(() => bench.snapshots.overlayOf("key")).toThrow("does not exist");
  const removal = bench.snapshots.garbage(new Set());
  expect(removal.records.length).toBe(2);
  await removal.finish(op);
  expect(bench.snapshots.hasLayer(chain)).toBe(false);
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
});

async function failureOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "no failure",
    (error: Error) => error.message,
  );
}
