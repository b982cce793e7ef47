import { expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { digestOf } from "#base/digest-of.ts";
import { backgroundOp } from "#base/op.ts";
import { configOf, dockerArchive, fileMember, Layout, tarOf } from "./test-archives.ts";
import { ImageBench } from "./test-bench.ts";

const op = backgroundOp();
const layer = tarOf(fileMember("x", "12345"));
const other = tarOf(fileMember("y", "67890"));

/** A file of an image as a container would see it. */
function fileOf(bench: ImageBench, ref: string, path: string): string {
  const { chainId } = bench.images.resolve(ref);
  for (const lower of bench.snapshots.overlayOfLayers(chainId).lowers) {
    try {
      return readFileSync(join(lower, path), "utf8");
    } catch {}
  }
  return "missing";
}

test("a docker archive: names, id, layers; what it answers; the same id as containerd's import gives", async () => {
  await using bench = await ImageBench.make();
  expect(await bench.load(dockerArchive(["said:1", "also/said:2"], [layer, other]), 700)).toBe(
    "Loaded image: said:1\nLoaded image: also/said:2\n",
  );
  expect(fileOf(bench, "said:1", "x") + fileOf(bench, "said:1", "y")).toBe("1234567890");
  const config = configOf([layer, other]);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.docker.distribution.manifest.v2+json",
    config: {
      mediaType: "application/vnd.docker.container.image.v1+json",
      digest: digestOf(config),
      size: config.length,
    },
    layers: [layer, other].map((one) => ({
      mediaType: "application/vnd.docker.image.rootfs.diff.tar",
      digest: digestOf(one),
      size: one.length,
    })),
  });
  expect(bench.images.resolve("also/said:2").id).toBe(digestOf(manifest));
  expect(bench.images.resolve(digestOf(config)).id).toBe(digestOf(manifest));
  expect(await bench.load(dockerArchive([], [layer]))).toMatch(/^Loaded image ID: sha256:[0-9a-f]{64}\n$/);
  expect(bench.store.commits.map(({ durability }) => durability)).toEqual(["full", "full"]);
  expect((await bench.leftovers()).temporary).toEqual([]);
});

test("packed archives give the same image", async () => {
  await using bench = await ImageBench.make();
  const plain = dockerArchive(["packed:1"], [layer]);
  await bench.load(plain);
  const { id } = bench.images.resolve("packed:1");
  const packed = [
    gzipSync(plain),
    zstdCompressSync(plain),
    execFileSync("xz", { input: plain }),
    execFileSync("bzip2", { input: plain }),
  ];
  for (const archive of packed) {
    await bench.images.remove(op, "packed:1", { force: true, noPrune: false });
    expect(await bench.load(archive, 100)).toBe("Loaded image: packed:1\n");
    expect(bench.images.resolve("packed:1").id).toBe(id);
  }
  expect(await failureOf(bench.load(gzipSync(plain).subarray(0, 200)))).toContain("gzip: ");
  expect(await failureOf(bench.load(execFileSync("xz", { input: plain }).subarray(0, 200)))).toContain("xz: ");
});

test("members in any order, packed layers, and links between members", async () => {
  await using bench = await ImageBench.make();
  const config = configOf([layer, layer, other]);
  const manifest = [{ Config: "./c.json", RepoTags: ["links:1"], Layers: ["b/layer.tar", "a.tar", "h.tar.gz"] }];
  await bench.load(
    tarOf(
      fileMember("manifest.json", JSON.stringify(manifest)),
      { type: "symlink", name: "b/layer.tar", linkName: "../a.tar" },
      fileMember("./a.tar", layer),
      fileMember("packed", gzipSync(other)),
      { type: "hard-link", name: "h.tar.gz", linkName: "packed" },
      fileMember("c.json", config),
    ),
  );
  expect(fileOf(bench, "links:1", "y")).toBe("67890");
});

test("an OCI layout: packed layers, an index of which one platform is left out, its digest kept", async () => {
  await using bench = await ImageBench.make();
  for (const pack of [undefined, gzipSync, zstdCompressSync]) {
    const layout = new Layout();
    const target = layout.image([layer], pack === undefined ? {} : { pack: (data) => pack(data) });
    expect(await bench.load(layout.archive(["docker.io/library/hand:1", target]))).toEndWith("Loaded image: hand:1\n");
    expect(bench.images.resolve("hand:1").id).toBe(target.digest);
    expect(fileOf(bench, "hand:1", "x")).toBe("12345");
  }
  const layout = new Layout();
  const arm = layout.image([other], {
    config: { architecture: "arm64", variant: "v8" },
    more: { platform: { os: "linux", architecture: "arm64", variant: "v8" } },
  });
  const missing = new Layout().image([other], { config: { architecture: "s390x" } });
  const host = layout.image([layer], { more: { platform: { os: "linux", architecture: "amd64" } } });
  const top = layout.index(missing, arm, host);
  await bench.load(layout.archive(["docker.io/library/whole:1", top]));
  const found = bench.images.resolve("whole:1");
  expect([found.id, found.manifestDigest]).toEqual([top.digest, host.digest]);
  expect(fileOf(bench, "whole:1", "x")).toBe("12345");
});

test("an image is whole after a restart; unused content is gone", async () => {
  await using bench = await ImageBench.make();
  await bench.load(dockerArchive(["kept:1"], [layer]));
  const before = await bench.leftovers();
  await bench.reopen();
  expect(await bench.leftovers()).toEqual(before);
  expect(fileOf(bench, "kept:1", "x")).toBe("12345");
});

test("a name moves: the old image stays without it", async () => {
  await using bench = await ImageBench.make();
  await bench.load(dockerArchive(["moved:1"], [layer]));
  const { id } = bench.images.resolve("moved:1");
  expect(await bench.load(dockerArchive(["moved:1"], [other]))).toBe(
    `The image moved:1 already exists, renaming the old one with ID ${id} to empty string\nLoaded image: moved:1\n`,
  );
  expect((await bench.images.inspect(op, id, { manifests: false })).RepoTags).toEqual([]);
});

const good = { Config: "c.json", RepoTags: ["evil:1"], Layers: ["l.tar"] };
const parts = (manifest: unknown, config: Uint8Array = configOf([layer])): Buffer =>
  tarOf(
    fileMember("c.json", config),
    fileMember("l.tar", layer),
    fileMember("manifest.json", typeof manifest === "string" ? manifest : JSON.stringify(manifest)),
  );
const deep = "[".repeat(200_000) + "]".repeat(200_000);
const hostile: Record<string, [Buffer, string]> = {
  "no tar": [Buffer.from("not a tar".repeat(300)), "invalid tar header"],
  nothing: [Buffer.alloc(0), "unrecognized image format"],
  "no manifest": [tarOf(fileMember("a")), "unrecognized image format"],
  null: [parts("null"), "unrecognized image format"],
  "an object": [parts({ a: 1 }), "not a list"],
  "[null]": [parts("[null]"), "not an object"],
  deep: [parts(deep), "nested too deeply"],
  "config of another type": [parts([{ Config: 7 }]), "Config: not a string"],
  "config outside": [parts([{ ...good, Config: "../../../../etc/passwd" }]), "not found"],
  "config absolute": [parts([{ ...good, Config: "/etc/passwd" }]), "not found"],
  "layer missing": [parts([{ ...good, Layers: ["none"] }]), 'layer "none" not found'],
  "many layers": [
    parts([{ ...good, Layers: Array(100_000).fill("l.tar") }]),
    "layers length mismatch: expected 1, got 100000",
  ],
  "another diff id": [parts([good], configOf([other])), "invalid diffID"],
  "upper case name": [
    parts([{ ...good, RepoTags: ["BAD:1"] }]),
    'normalize image ref "BAD:1": invalid reference format',
  ],
  "path as name": [parts([{ ...good, RepoTags: ["../../evil:1"] }]), "invalid reference format"],
  "empty config": [parts([good], Buffer.alloc(0)), "invalid image JSON"],
  "null config": [parts([good], Buffer.from("null")), "invalid image JSON"],
  "config without rootfs": [parts([good], Buffer.from("{}")), "no RootFS key"],
  "path as diff id": [
    parts([good], Buffer.from('{"rootfs":{"diff_ids":["sha256:../../x"]}}')),
    "invalid checksum digest format",
  ],
  "rootfs of another type": [parts([good], Buffer.from('{"rootfs":7}')), "not an object"],
  "command of another type": [parts([good], configOf([layer], { config: { Cmd: 7 } })), "Cmd: not a list of strings"],
  "deep label": [parts([good], Buffer.from(`{"config":{"Labels":${deep}}}`)), "nested too deeply"],
  "link to the host": [
    tarOf(
      fileMember("c.json", configOf([layer])),
      { type: "symlink", name: "l.tar", linkName: "/etc/passwd" },
      fileMember("manifest.json", JSON.stringify([good])),
    ),
    "not found",
  ],
  "link to itself": [
    tarOf(
      fileMember("c.json", configOf([layer])),
      { type: "symlink", name: "l.tar", linkName: "l.tar" },
      fileMember("manifest.json", JSON.stringify([good])),
    ),
    "not found",
  ],
  "cut off": [dockerArchive(["evil:1"], [layer]).subarray(0, 1500), "unexpected EOF"],
};
const layout = new Layout();
const top = layout.image([layer]);
const layerDigest = digestOf(layer);
const spoilt = new Layout();
for (const [digest, bytes] of layout.blobs)
  spoilt.blobs.set(digest, digest === layerDigest ? Buffer.from(bytes).fill(1, 600, 601) : bytes);
const missing = new Layout();
for (const [digest, bytes] of layout.blobs) if (digest !== layerDigest) missing.blobs.set(digest, bytes);
const nested = new Layout();
let at: { digest: string } = nested.image([layer]);
for (let depth = 0; depth < 200; depth++) at = nested.index(at);
const both = new Layout();
const ambiguous = both.put({ manifests: [], layers: [], config: {} }, "application/vnd.oci.image.index.v1+json");
Object.assign(hostile, {
  "spoilt blob": [spoilt.archive(["docker.io/library/evil:1", top]), "unexpected commit digest"],
  "missing blob": [missing.archive(["docker.io/library/evil:1", top]), "not found"],
  "wrong size": [layout.archive(["docker.io/library/evil:1", { ...top, size: 7 }]), "size is 7"],
  "negative size": [layout.archive(["docker.io/library/evil:1", { ...top, size: -1 }]), "size: not a size"],
  "digest as path": [
    layout.archive(["docker.io/library/evil:1", { ...top, digest: "sha256:../../../etc/passwd" }]),
    "invalid checksum digest format",
  ],
  "digest in capitals": [
    layout.archive(["docker.io/library/evil:1", { ...top, digest: top.digest.toUpperCase() }]),
    "invalid checksum digest format",
  ],
  "nested indexes": [nested.archive(["docker.io/library/evil:1", at]), "nested too deeply"],
  "index and manifest in one": [both.archive(["docker.io/library/evil:1", ambiguous]), "both manifests and layers"],
  "no index": [tarOf(fileMember("oci-layout", '{"imageLayoutVersion":"1.0.0"}')), "missing index.json"],
  "another version": [
    tarOf(fileMember("oci-layout", '{"imageLayoutVersion":"9"}'), fileMember("index.json", "{}")),
    "unsupported OCI version 9",
  ],
});

test("damaged and hostile archives are refused and leave nothing", async () => {
  await using bench = await ImageBench.make();
  await bench.load(dockerArchive(["stays:1"], [other]));
  const before = await bench.leftovers();
  for (const [name, [archive, message]] of Object.entries(hostile)) {
    const outcome = await bench.load(archive).then(
      () => "loaded",
      (error: Error) => error.message,
    );
    expect({ name, outcome }).toEqual({ name, outcome: expect.stringContaining(message) });
    expect({ name, ...(await bench.leftovers()) }).toEqual({ name, ...before });
  }
});

test("a load whose records cannot be saved leaves nothing", async () => {
  await using bench = await ImageBench.make();
  const before = await bench.leftovers();
  bench.store.failNext = new Error("disk full");
  expect(await failureOf(bench.load(dockerArchive(["a:1"], [layer])))).toContain("disk full");
  expect(await bench.leftovers()).toEqual(before);
  expect(await bench.load(dockerArchive(["a:1"], [layer]))).toBe("Loaded image: a:1\n");
});

async function failureOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "no failure",
    (error: Error) => error.message,
  );
}
