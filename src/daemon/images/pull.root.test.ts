import { expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { backgroundOp } from "#base/op.ts";
import { dockerArchive, fileMember, Layout, tarOf } from "./test-archives.ts";
import { ImageBench } from "./test-bench.ts";
import { downloads, failureOf, fileOf, layer, other, serve, team, textOf } from "./test-pulls.ts";

const op = backgroundOp();

test("a pull says what Docker's says, and is there after a restart; the next one finds all of it", async () => {
  await using bench = await ImageBench.make();
  const target = serve(bench, "1", [layer, other]);
  const [low = "", top = ""] = [layer, other].map((bytes) => digestOf(bytes).slice(7, 19));
  bench.limits = { downloads: 1, uploads: 1 };
  bench.registries.pieceBytes = 1 << 20;
  const lines = await bench.pull("reg.example/team/app:1");
  const texts = textOf(lines);
  expect(texts.filter((text, at) => text !== texts[at - 1])).toEqual([
    "1: Pulling from team/app",
    `${low}: Pulling fs layer`,
    `${top}: Pulling fs layer`,
    `${top}: Waiting`,
    ...["Downloading", "Verifying Checksum", "Download complete", "Extracting", "Pull complete"].map(
      (s) => `${low}: ${s}`,
    ),
    ...["Downloading", "Verifying Checksum", "Download complete", "Extracting", "Pull complete"].map(
      (s) => `${top}: ${s}`,
    ),
    `Digest: ${target.digest}`,
    "Status: Downloaded newer image for reg.example/team/app:1",
  ]);
  expect(lines[4]).toEqual({
    status: "Downloading",
    progressDetail: { current: layer.length, total: layer.length },
    progress: "[==================================================>]  2.048kB/2.048kB",
    id: low,
  });
  expect(lines[5]).toEqual({ status: "Verifying Checksum", progressDetail: {}, id: low });
  await bench.reopen();
  expect(fileOf(bench, "reg.example/team/app:1", "x")).toBe("12345");
  bench.registries.asked.length = 0;
  expect(textOf(await bench.pull("reg.example/team/app:1"))).toEqual([
    "1: Pulling from team/app",
    `Digest: ${target.digest}`,
    "Status: Image is up to date for reg.example/team/app:1",
  ]);
  expect(bench.registries.asked).toEqual(["HEAD manifest 1"]);
  expect(bench.registries.open).toBe(0);
  expect(bench.events).toEqual(
    Array(2).fill({
      type: "image",
      action: "pull",
      actorId: "reg.example/team/app:1",
      attributes: { name: "reg.example/team/app" },
    }),
  );
});

test("names move, the old image stays without one; all tags; by digest", async () => {
  await using bench = await ImageBench.make();
  const first = serve(bench, "1", [layer]);
  await bench.pull("reg.example/team/app:1");
  const second = serve(bench, "1", [layer, other]);
  await bench.pull("reg.example/team/app:1");
  expect(bench.images.resolve("reg.example/team/app:1").id).toBe(second.digest);
  expect((await bench.images.inspect(op, first.digest, { manifests: false })).RepoTags).toEqual([]);
  serve(bench, "2", [other]);
  const all = textOf(await bench.pull("reg.example/team/app"));
  expect(all.at(-1)).toBe("Status: Downloaded newer image for reg.example/team/app");
  expect(all.filter((line) => line.includes("Pulling from"))).toEqual([
    "1: Pulling from team/app",
    "2: Pulling from team/app",
  ]);
  expect(textOf(await bench.pull("reg.example/team/app:1"))).toEqual([
    "1: Pulling from team/app",
    `Digest: ${second.digest}`,
    "Status: Image is up to date for reg.example/team/app:1",
  ]);
  await bench.images.remove(op, "reg.example/team/app:1", { force: false, noPrune: false });
  const digested = `reg.example/team/app@${second.digest}`;
  expect(textOf(await bench.pull(digested)).at(-1)).toBe(`Status: Downloaded newer image for ${digested}`);
  const seen = await bench.images.inspect(op, digested, { manifests: false });
  expect([seen.RepoTags, seen.RepoDigests]).toEqual([[], [digested]]);
  expect(await bench.images.remove(op, digested, { force: false, noPrune: false })).toEqual([
    { Untagged: digested },
    { Deleted: second.digest },
  ]);
});

test("of an index only what the platform wants is fetched; the index stays the image", async () => {
  await using bench = await ImageBench.make();
  const layout = new Layout();
  const platforms = ["amd64", "arm64", "s390x"];
  const packed = platforms.map((architecture) => tarOf(fileMember("text", architecture)));
  const manifests = platforms.map((architecture, at) =>
    layout.image([packed[at] ?? layer], {
      config: { architecture },
      more: { platform: { os: "linux", architecture } },
    }),
  );
  const note = layout.image([layer], {
    more: {
      platform: { os: "unknown", architecture: "unknown" },
      annotations: { "vnd.docker.reference.type": "attestation-manifest" },
    },
  });
  const index = layout.index(...manifests, note);
  bench.registries.serve(team, "1", { target: index, blobs: layout.blobs });
  const ref = "reg.example/team/app:1";
  expect(textOf(await bench.pull(ref))).toContain(`Digest: ${index.digest}`);
  expect(fileOf(bench, ref, "text")).toBe("amd64");
  const fetched = bench.registries.asked.filter((what) => what.startsWith("GET blob"));
  expect(fetched.length).toBe(2);
  const arm = { os: "linux", architecture: "arm64" };
  expect(textOf(await bench.pull(ref, { platform: "linux/arm64" })).at(-1)).toBe(
    `Status: Downloaded newer image for ${ref}`,
  );
  const { Manifests = [] } = await bench.images.inspect(op, ref, { manifests: true });
  expect(Manifests.map(({ Available }) => Available)).toEqual([true, true, false, false]);
  expect(bench.images.resolve(ref, arm).manifestDigest).toBe(manifests[1]?.digest as Digest);
  expect(await failureOf(bench.pull(ref, { platform: "linux/mips" }))).toBe(
    "no matching manifest for linux/mips in the manifest list entries",
  );
});

test("an image of another platform than was asked for is kept, with a warning", async () => {
  await using bench = await ImageBench.make();
  serve(bench, "1", [layer]);
  const lines = await bench.pull("reg.example/team/app:1", { platform: "linux/arm64" });
  expect(textOf(lines).at(-1)).toBe(
    "WARNING: image with reference reg.example/team/app:1 was found but its platform (linux/amd64) does not match the specified platform (linux/arm64)",
  );
});

test("layers of every packing, told by their bytes", async () => {
  await using bench = await ImageBench.make();
  for (const [tag, pack] of Object.entries({
    gzip: gzipSync,
    zstd: zstdCompressSync,
    plain: (bytes: Uint8Array) => bytes,
  })) {
    serve(bench, tag, [other], pack);
    await bench.pull(`reg.example/team/app:${tag}`);
    expect(fileOf(bench, `reg.example/team/app:${tag}`, "y")).toHaveLength(250_000);
  }
});

test("two pulls of one layer fetch it once; one that is cancelled does not end the other", async () => {
  await using bench = await ImageBench.make();
  const packed = gzipSync(other, { level: 0 });
  serve(bench, "1", [other], () => packed);
  serve(bench, "2", [other], () => packed);
  const blob = digestOf(packed);
  const first = new AbortController();
  let both = (): void => {};
  const joined = new Promise<void>((resolve) => {
    both = resolve;
  });
  bench.registries.onPiece = () => joined;
  const cancelled = failureOf(bench.pull("reg.example/team/app:1", { op: { ...op, signal: first.signal } }));
  const goesOn = new Promise<void>((resolve) => {
    const pulled = bench.images.pull(op, {
      ...{ image: "reg.example/team/app", tag: "2", platform: "", access: {} },
      progress: ({ status }) => {
        if (status !== "Pulling fs layer") return;
        setImmediate(() => {
          first.abort();
          both();
        });
      },
    });
    void pulled.then(resolve);
  });
  bench.registries.onPiece = async () => {
    bench.registries.onPiece = () => {};
    await joined;
  };
  expect(await cancelled).toBe("context canceled");
  await goesOn;
  expect(downloads(bench, blob)).toBe(1);
  expect(fileOf(bench, "reg.example/team/app:2", "y")).toHaveLength(250_000);
  expect(bench.registries.open).toBe(0);
});

test("a cancelled pull leaves only the beginning of its layer, which the next goes on with", async () => {
  await using bench = await ImageBench.make();
  const packed = gzipSync(other, { level: 0 });
  serve(bench, "1", [layer, other], (bytes) => (bytes === other ? packed : bytes));
  const controller = new AbortController();
  bench.registries.onPiece = (digest, _, transfer) => {
    if (digest !== digestOf(packed)) return;
    controller.abort();
    return new Promise((resolve) => transfer.signal.addEventListener("abort", () => resolve()));
  };
  const before = await bench.leftovers();
  expect(await failureOf(bench.pull("reg.example/team/app:1", { op: { ...op, signal: controller.signal } }))).toBe(
    "context canceled",
  );
  expect(await bench.leftovers()).toEqual(before);
  const sizes: number[] = [];
  bench.registries.onPiece = (_, sizeBytes) => void sizes.push(sizeBytes);
  await bench.reopen();
  await bench.pull("reg.example/team/app:1");
  // The image's config may come before; it is smaller than a piece.
  expect(sizes.find((size) => size >= bench.registries.pieceBytes)).toBe(2 * bench.registries.pieceBytes);
  expect(fileOf(bench, "reg.example/team/app:1", "y")).toHaveLength(250_000);
});

test("bytes that were left by a power cut and are wrong are fetched anew", async () => {
  await using bench = await ImageBench.make();
  serve(bench, "1", [other]);
  const partial = join(bench.path, "content", "partial", digestOf(other).slice(7));
  for (const left of [Buffer.alloc(100_000), Buffer.alloc(100_000, "x"), Buffer.alloc(other.length + 1)]) {
    await writeFile(partial, left);
    bench.registries.asked.length = 0;
    await bench.pull("reg.example/team/app:1");
    expect(downloads(bench, digestOf(other))).toBe(2);
    expect(fileOf(bench, "reg.example/team/app:1", "y")).toHaveLength(250_000);
    await bench.images.remove(op, "reg.example/team/app:1", { force: false, noPrune: false });
  }
});

test("of a layer that is here in another packing only the blob is fetched, and checked", async () => {
  await using bench = await ImageBench.make();
  await bench.load(dockerArchive(["loaded:1"], [other]));
  const before = (await bench.leftovers()).trees;
  serve(bench, "1", [other], gzipSync);
  await bench.pull("reg.example/team/app:1");
  expect((await bench.leftovers()).trees).toEqual(before);
  expect(bench.images.resolve("reg.example/team/app:1").chainId).toBe(bench.images.resolve("loaded:1").chainId);
  serve(bench, "2", [other], () => gzipSync(layer));
  expect(await failureOf(bench.pull("reg.example/team/app:2"))).toBe(
    "layers from manifest don't match image configuration",
  );
});
