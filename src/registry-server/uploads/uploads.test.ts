import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { backgroundOp } from "#base/op.ts";
import type { FinishedFile } from "../contract.ts";
import { digestBytes } from "../digest.ts";
import { gathered } from "./gather.ts";
import { Uploads, type UploadsOptions } from "./uploads.ts";

const op = backgroundOp();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "uploads-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (more: Partial<UploadsOptions> = {}): Promise<Uploads> =>
  Uploads.open({ folder, most: 10, limitBytes: 1 << 30, idleMs: 60_000, ...more });

async function* body(...pieces: readonly (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Error) throw piece;
    yield Buffer.from(piece);
  }
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "no failure",
    (error: Error) => error.message,
  );
}

test("an upload goes on after a restart where it stood", async () => {
  const first = await open();
  const upload = await first.begin("a/b");
  await upload.append(op, { body: body("one ", "two ") });
  const second = await open();
  const found = second.find("a/b", upload.id);
  expect(found.sizeBytes).toBe(8);
  await found.append(op, { body: body("three"), first: 8 });
  const digest = digestBytes(Buffer.from("one two three"));
  let file: FinishedFile | undefined;
  const adopt = async (finished: FinishedFile): Promise<void> => {
    file = finished;
    expect(readFileSync(finished.path, "utf8")).toBe("one two three");
  };
  await second.finish(op, found, { digest, chunk: { body: body() }, adopt });
  expect(file).toMatchObject({ digest, sizeBytes: 13 });
  expect([second.count, readdirSync(folder)]).toEqual([0, []]);
});

test("what came before a client broke off stays, and its hash is right", async () => {
  const uploads = await open();
  const upload = await uploads.begin("a");
  expect(await failureOf(upload.append(op, { body: body("kept", new Error("gone")) }))).toBe("gone");
  expect([upload.sizeBytes, upload.isBusy]).toEqual([4, false]);
  await upload.append(op, { body: body(" and more"), first: 4 });
  const digest = digestBytes(Buffer.from("kept and more"));
  expect(await upload.finish(op, digest, { body: body() })).toMatchObject({ digest, sizeBytes: 13 });
});

test("a new request ends an older one that waits for more, and goes on behind what was written", async () => {
  const uploads = await open();
  const upload = await uploads.begin("a");
  const waiting = Promise.withResolvers<void>();
  const more = Promise.withResolvers<void>();
  const stuck = {
    async *[Symbol.asyncIterator]() {
      yield Buffer.from("first");
      waiting.resolve();
      await more.promise;
    },
    stop: () => more.resolve(),
  };
  const older = failureOf(upload.append(op, { body: stuck }));
  await waiting.promise;
  await upload.append(op, { body: body("second"), first: upload.sizeBytes });
  expect(await older).toBe("blob upload unknown to registry");
  expect((await upload.finish(op, digestBytes(Buffer.from("second")), { body: body() })).sizeBytes).toBe(6);
});

test("a blob that grows beyond the bound is refused, and what was written of it is cut", async () => {
  const uploads = await open({ limitBytes: 6 });
  const upload = await uploads.begin("a");
  await upload.append(op, { body: body("12345") });
  expect(await failureOf(upload.append(op, { body: body("67") }))).toBe("provided length did not match content length");
  expect(upload.sizeBytes).toBe(5);
  await upload.append(op, { body: body("6") });
  expect(await upload.finish(op, digestBytes(Buffer.from("123456")), { body: body() })).toBeDefined();
});

test("an upload of which nothing is heard is given up, one that is worked on is not", async () => {
  const uploads = await open({ idleMs: -1 });
  const busy = await uploads.begin("a");
  await uploads.begin("b");
  const end = Promise.withResolvers<void>();
  const slow = {
    async *[Symbol.asyncIterator]() {
      yield Buffer.from("x");
      await end.promise;
    },
  };
  const appending = busy.append(op, { body: slow });
  expect(await uploads.expire(op)).toBe(1);
  expect(() => uploads.find("a", busy.id)).not.toThrow();
  end.resolve();
  await appending;
  expect(await uploads.expire(op)).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test("ids that are none lead nowhere", async () => {
  const uploads = await open();
  const { id } = await uploads.begin("a");
  for (const wrong of ["", "..", "x", id.slice(0, 36), `${id}0`, `../${id}`, id.toUpperCase()])
    expect(() => uploads.find("a", wrong)).toThrow("blob upload unknown");
  expect(() => uploads.find("b", id)).toThrow("blob upload unknown");
});

test("pieces are joined without a change, whatever their sizes", async () => {
  const sizes = fc.array(fc.oneof(fc.nat(100), fc.integer({ min: 500_000, max: 1_100_000 })), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.boolean(), async (lengths, breaks) => {
      const pieces = lengths.map((length, index) => Buffer.alloc(length, index + 1));
      async function* source(): AsyncGenerator<Uint8Array> {
        yield* pieces;
        if (breaks) throw new Error("broken");
      }
      const joined: Buffer[] = [];
      const failure = await failureOf(
        (async () => {
          for await (const piece of gathered(source())) joined.push(Buffer.from(piece));
        })(),
      );
      expect(failure).toBe(breaks ? "broken" : "no failure");
      expect(Buffer.concat(joined).equals(Buffer.concat(pieces))).toBe(true);
    }),
    { numRuns: 30 },
  );
});
