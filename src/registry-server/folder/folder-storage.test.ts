import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import type { IncomingManifest } from "../contract.ts";
import { type BlobDigest, digestBytes, hexOf } from "../digest.ts";
import { readManifestDocument } from "../manifest-document.ts";
import { type FolderStorage, openFolderStorage } from "./folder-storage.ts";

const op = backgroundOp();
let root: string;
let storage: FolderStorage;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "registry-folder-"));
  storage = await openFolderStorage(root);
});
afterEach(() => {
  storage[Symbol.dispose]();
  rmSync(root, { recursive: true });
});

async function reopen(): Promise<void> {
  storage[Symbol.dispose]();
  storage = await openFolderStorage(root);
}

let files = 0;

async function push(repository: string, content: string): Promise<{ digest: BlobDigest; size: number }> {
  const bytes = Buffer.from(content);
  const path = join(storage.uploadsFolder, `test-${files++}`);
  writeFileSync(path, bytes);
  const digest = digestBytes(bytes);
  await storage.adoptBlob(op, repository, { path, digest, sizeBytes: bytes.length });
  return { digest, size: bytes.length };
}

function incoming(document: object): IncomingManifest {
  const bytes = Buffer.from(JSON.stringify(document));
  return { bytes, digest: digestBytes(bytes), document: readManifestDocument(bytes, "") };
}

async function image(repository: string, content: string, tag?: string, more: object = {}): Promise<BlobDigest> {
  const [config, layer] = [await push(repository, `{"c":"${content}"}`), await push(repository, content)];
  const manifest = incoming({
    schemaVersion: 2,
    config: { mediaType: "a/config", ...config },
    layers: [{ mediaType: "a/layer", ...layer }],
    ...more,
  });
  await storage.putManifest(op, repository, { ...manifest, ...(tag === undefined ? {} : { tag }) });
  return manifest.digest;
}

async function index(repository: string, children: readonly BlobDigest[], tag?: string): Promise<BlobDigest> {
  const manifests = await Promise.all(
    children.map(async (digest) => {
      const size = (await storage.manifest(op, repository, { digest }))?.sizeBytes;
      return { mediaType: "application/vnd.oci.image.manifest.v1+json", digest, size };
    }),
  );
  const manifest = incoming({ schemaVersion: 2, manifests });
  await storage.putManifest(op, repository, { ...manifest, ...(tag === undefined ? {} : { tag }) });
  return manifest.digest;
}

const blobFiles = (): string[] => readdirSync(join(root, "blobs/sha256")).sort();
const has = async (repository: string, digest: BlobDigest): Promise<boolean> =>
  (await storage.manifest(op, repository, { digest })) !== undefined;

test("everything is there again after a restart", async () => {
  const subject = await image("a/b", "one", "v1");
  const referrer = await image("a/b", "two", undefined, {
    subject: { mediaType: "x/y", digest: subject, size: 1 },
    artifactType: "a/sbom",
    annotations: { k: "v" },
  });
  await image("a", "one", "v1");
  await storage.deleteTag(op, "a", "v1");
  await push("only/blobs", "three");
  const before = await storage.referrers(op, "a/b", subject);
  await reopen();
  expect(await storage.repositories(op)).toEqual(["a", "a/b"]);
  expect(await storage.tags(op, "a/b")).toEqual(["v1"]);
  expect(await storage.tags(op, "a")).toEqual([]);
  expect((await storage.manifest(op, "a/b", { tag: "v1" }))?.digest).toBe(subject);
  expect(await storage.referrers(op, "a/b", subject)).toEqual(before);
  expect(before).toMatchObject([{ digest: referrer, artifactType: "a/sbom", annotations: { k: "v" } }]);
  expect((await storage.blob(op, "only/blobs", digestBytes(Buffer.from("three"))))?.sizeBytes).toBe(5);
  expect(await storage.blob(op, "a", digestBytes(Buffer.from("three")))).toBeUndefined();
});

test("a blob of two repositories is stored once, and goes with the last of them", async () => {
  const { digest } = await push("a", "shared");
  expect(await storage.mountBlob(op, "b", { digest, from: "a" })).toBe(true);
  expect(await storage.mountBlob(op, "c", { digest, from: "nowhere" })).toBe(false);
  expect(blobFiles()).toEqual([hexOf(digest)]);
  await storage.deleteBlob(op, "a", digest);
  await storage.collect(op, { graceMs: 60_000, untagged: false });
  expect(blobFiles()).toEqual([hexOf(digest)]);
  await storage.deleteBlob(op, "b", digest);
  expect(await storage.collect(op, { graceMs: 60_000, untagged: false })).toEqual({ manifests: 0, blobs: 1, bytes: 6 });
  expect(blobFiles()).toEqual([]);
});

test("a collection keeps what manifests name, and what came or was asked for during the grace", async () => {
  const digest = await image("a", "kept", "v1");
  const { digest: loose } = await push("a", "loose");
  const all = blobFiles();
  await storage.collect(op, { graceMs: 60_000, untagged: true });
  expect(blobFiles()).toEqual(all);
  await storage.collect(op, { graceMs: -1, untagged: true });
  expect(blobFiles()).toEqual(all.filter((name) => name !== hexOf(loose)));
  expect(await has("a", digest)).toBe(true);
  await reopen();
  expect(await storage.blob(op, "a", loose)).toBeUndefined();
  expect(await has("a", digest)).toBe(true);
});

test("what was there before a restart is kept during the grace", async () => {
  const { digest } = await push("a", "loose");
  await reopen();
  await storage.collect(op, { graceMs: 60_000, untagged: true });
  expect(await storage.blob(op, "a", digest)).toBeDefined();
});

test("untagged manifests go when they are to, unless an index or a subject leads to them", async () => {
  const child = await image("a", "child");
  const top = await index("a", [child], "v1");
  const referrer = await image("a", "referrer", undefined, { subject: { mediaType: "x/y", digest: top, size: 1 } });
  const loose = await image("a", "loose");
  const looseReferrer = await image("a", "x", undefined, { subject: { mediaType: "x/y", digest: loose, size: 1 } });
  await storage.collect(op, { graceMs: -1, untagged: false });
  expect(await has("a", loose)).toBe(true);
  expect((await storage.collect(op, { graceMs: -1, untagged: true })).manifests).toBe(2);
  const there = await Promise.all([child, top, referrer, loose, looseReferrer].map((digest) => has("a", digest)));
  expect(there).toEqual([true, true, true, false, false]);
  await reopen();
  expect(await has("a", loose)).toBe(false);
  expect(await has("a", referrer)).toBe(true);
});

test("a repository that has nothing any more leaves no folder; those beside it stay", async () => {
  await image("a/b/c", "x", "v1");
  await image("a/d", "y", "v1");
  await storage.deleteManifest(op, "a/b/c", (await storage.manifest(op, "a/b/c", { tag: "v1" }))!.digest);
  await storage.collect(op, { graceMs: -1, untagged: false });
  expect(readdirSync(join(root, "repositories/a"))).toEqual(["d"]);
  expect(await storage.tags(op, "a/b/c")).toBeUndefined();
  await image("a/b/c", "x", "v1");
  await reopen();
  expect(await storage.tags(op, "a/b/c")).toEqual(["v1"]);
});

test("pushes go on while unused content is removed, and lose nothing", async () => {
  let isOver = false;
  const collecting = (async () => {
    while (!isOver) await storage.collect(op, { graceMs: 1000, untagged: true });
  })();
  for (let round = 0; round < 30; round++) {
    await Promise.all(["a", "b", "c"].map((name) => image(name, `content ${round % 3}`, `v${round}`)));
    for (const name of ["a", "b"]) await storage.deleteTag(op, name, `v${round}`);
  }
  isOver = true;
  await collecting;
  expect((await storage.tags(op, "c"))?.length).toBe(30);
  for (const tag of (await storage.tags(op, "c")) ?? []) {
    const manifest = await storage.manifest(op, "c", { tag });
    expect(existsSync(manifest!.path)).toBe(true);
  }
  await storage.collect(op, { graceMs: -1, untagged: true });
  expect(await storage.repositories(op)).toEqual(["c"]);
  expect(blobFiles().length).toBe(9);
});

test("two servers on one folder are refused, and so are other folders and newer ones", async () => {
  const failure = async (path: string): Promise<string> =>
    await openFolderStorage(path).then(
      () => "",
      (error: Error) => error.message,
    );
  expect(await failure(root)).toBe(`${root} is in use: process with PID ${process.pid} serves it`);
  const other = join(root, "other");
  rmSync(other, { recursive: true, force: true });
  (await openFolderStorage(other))[Symbol.dispose]();
  writeFileSync(join(other, "registry.json"), '{"version":2}');
  expect(await failure(other)).toContain("was made by another version of this program");
  rmSync(join(other, "registry.json"));
  writeFileSync(join(other, "file"), "");
  expect(await failure(other)).toBe(`${other} is no folder of a registry: it has "file"`);
});

test("damage counts as not there, and a push repairs it", async () => {
  const digest = await image("a", "damaged", "v1");
  writeFileSync(join(root, "blobs/sha256", hexOf(digest)), "");
  await reopen();
  expect(await has("a", digest)).toBe(false);
  expect(await storage.tags(op, "a")).toEqual([]);
  expect(await image("a", "damaged", "v1")).toBe(digest);
  await reopen();
  expect((await storage.manifest(op, "a", { tag: "v1" }))?.digest).toBe(digest);
});
