import { expect, test } from "bun:test";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
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
