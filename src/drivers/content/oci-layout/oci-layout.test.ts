import { expect, test } from "bun:test";
import { appendFile, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf } from "#base/digest-of.ts";
import { backgroundOp } from "#base/op.ts";
import { openOciLayout } from "./oci-layout.ts";

const op = backgroundOp();

async function withStore(run: (path: string) => Promise<void>): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), "content-test-"));
  try {
    await run(path);
  } finally {
    await rm(path, { recursive: true });
  }
}

test("a blob is found by its digest, also after a restart; temp files are not", () =>
  withStore(async (path) => {
    const store = openOciLayout({ path });
    await store.recover(op);
    const ingest = await store.ingest(op);
    for (let at = 0; at < 300; at++) await ingest.write(Buffer.alloc(1000, at));
    await ingest.write(Buffer.alloc(200_000, 7));
    const whole = Buffer.concat(
      [...Array(300).keys()].map((at) => Buffer.alloc(1000, at)).concat(Buffer.alloc(200_000, 7)),
    );
    const blob = await ingest.commit();
    expect(blob).toEqual({ digest: digestOf(whole), sizeBytes: 500_000 });
    await store.sync(op);
    const unfinished = await store.ingest(op);
    await unfinished.write(Buffer.from("never ends"));
    const again = openOciLayout({ path });
    await again.recover(op);
    expect([...again.blobs()]).toEqual([[blob.digest, 500_000]]);
    expect((await again.read(op, blob.digest, { limitBytes: 1 << 20 })).equals(whole)).toBe(true);
    expect(await readdir(join(path, "ingest"))).toEqual([]);
    expect(JSON.parse(await readFile(join(path, "oci-layout"), "utf8"))).toEqual({ imageLayoutVersion: "1.0.0" });
    expect(await failureOf(again.read(op, blob.digest, { limitBytes: 10 }))).toContain("larger than 10 bytes");
    await again.remove(op, [blob.digest, blob.digest]);
    expect(await readdir(join(path, "blobs", "sha256"))).toEqual([]);
    expect(() => again.pathOf(blob.digest)).toThrow("not found");
    await unfinished.abort();
  }));

test("a blob that is not what was expected is not kept", () =>
  withStore(async (path) => {
    const store = openOciLayout({ path });
    await store.recover(op);
    const ingest = await store.ingest(op);
    await ingest.write(Buffer.from("x"));
    expect(await failureOf(ingest.commit(digestOf("y")))).toContain(`unexpected commit digest ${digestOf("x")}`);
    await ingest.abort();
    expect([...store.blobs()]).toEqual([]);
    expect(await readdir(join(path, "ingest"))).toEqual([]);
  }));

test("a blob that lost its bytes is repaired by the next ingest", () =>
  withStore(async (path) => {
    const store = openOciLayout({ path });
    await store.recover(op);
    const digest = digestOf("content");
    await writeFile(join(path, "blobs", "sha256", digest.slice(7)), "");
    const again = openOciLayout({ path });
    await again.recover(op);
    const ingest = await again.ingest(op);
    await ingest.write(Buffer.from("content"));
    await ingest.commit();
    expect((await again.read(op, digest, { limitBytes: 100 })).toString()).toBe("content");
  }));

test("one sync of the file system stands for all", () =>
  withStore(async (path) => {
    let syncs = 0;
    const store = openOciLayout({ path, syncFileSystem: async () => void syncs++ });
    await store.recover(op);
    for (const text of ["a", "b"]) {
      const ingest = await store.ingest(op);
      await ingest.write(Buffer.from(text));
      await ingest.commit();
    }
    await store.sync(op);
    await store.sync(op);
    expect(syncs).toBe(1);
  }));

async function failureOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "no failure",
    (error: Error) => error.message,
  );
}

test("a partial outlives the store, and becomes a blob when it has the blob's size", () =>
  withStore(async (path) => {
    const bytes = Buffer.from("brought in two pieces");
    const blob = { digest: digestOf(bytes), sizeBytes: bytes.length };
    const store = openOciLayout({ path });
    await store.recover(op);
    const begun = await store.partial(op, blob.digest);
    expect(begun.sizeBytes).toBe(0);
    await appendFile(begun.path, bytes.subarray(0, 7));
    const again = openOciLayout({ path });
    await again.recover(op);
    expect(await again.partial(op, blob.digest)).toEqual({ path: begun.path, sizeBytes: 7 });
    expect(again.sizeOf(blob.digest)).toBeUndefined();
    const failure = await again.adoptPartial(op, blob).catch((error: Error) => error.message);
    expect(failure).toBe(`content digest ${blob.digest}: unexpected commit size 7, expected 21`);
    await appendFile(begun.path, bytes.subarray(7));
    await again.adoptPartial(op, blob);
    expect((await again.read(op, blob.digest, { limitBytes: 100 })).equals(bytes)).toBe(true);
    await again.sync(op);
    await again.partial(op, blob.digest);
    await again.adoptPartial(op, blob);
    expect(await readdir(join(path, "partial"))).toEqual([]);
  }));

test("a file becomes a blob, and stays where it is", () =>
  withStore(async (path) => {
    const store = openOciLayout({ path });
    await store.recover(op);
    const [file, bytes] = [join(path, "file"), Buffer.from("of another folder")];
    const blob = { digest: digestOf(bytes), sizeBytes: bytes.length };
    await writeFile(file, bytes);
    for (let round = 0; round < 2; round++) await store.adoptFile(op, file, blob);
    await store.sync(op);
    expect((await store.read(op, blob.digest, { limitBytes: 100 })).equals(bytes)).toBe(true);
    await store.remove(op, [blob.digest]);
    expect(await readFile(file, "utf8")).toBe("of another folder");
    expect(await readdir(join(path, "ingest"))).toEqual([]);
  }));

test("partials are swept when they are old and nobody wants them", () =>
  withStore(async (path) => {
    const store = openOciLayout({ path });
    await store.recover(op);
    const [old, wanted, fresh] = [digestOf("old"), digestOf("wanted"), digestOf("fresh")];
    for (const digest of [old, wanted, fresh]) await store.partial(op, digest);
    for (const digest of [old, wanted]) await utimes(join(path, "partial", digest.slice(7)), 1, 1);
    await store.sweepPartials(op, { idleMs: 60_000, wanted: new Set([wanted]) });
    expect((await readdir(join(path, "partial"))).sort()).toEqual([wanted.slice(7), fresh.slice(7)].sort());
  }));
