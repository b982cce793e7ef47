import { expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { digestOf } from "#base/digest-of.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { op, testFolder, testRegistries, testSettings } from "./registries.test-support.ts";
import type { RegistrySettings } from "./settings.ts";
import { type Rule, refuse, StandIn, send } from "./stand-in.test-support.ts";

const bytes = randomBytes(3_000_000);

interface Outcome {
  readonly error: string;
  /** What was asked for, in order: `bytes=5-`, or `all`. */
  readonly ranges: readonly string[];
  readonly file: Buffer;
  readonly retries: readonly number[];
}

/** Downloads from a registry with a rule for blobs; the file holds `before` already. */
async function download(
  rule: (nth: number, descriptor: Descriptor) => Rule,
  before = 0,
  settings: Partial<RegistrySettings> = {},
): Promise<Outcome> {
  await using registry = await StandIn.start();
  await using registries = testRegistries(settings);
  using folder = testFolder();
  const blob = registry.putBlob(bytes);
  let nth = 0;
  registry.rule = (exchange) => (exchange.asked.path.includes("/blobs/") ? rule(nth++, blob)(exchange) : false);
  if (before > 0) writeFileSync(folder.file("blob"), bytes.subarray(0, before));
  await using repository = registries.repository({ domain: registry.host, path: "app" }, { actions: "pull" });
  const retries: number[] = [];
  const target = { path: folder.file("blob"), retrying: (_: Error, delayMs: number) => retries.push(delayMs) };
  const error = await repository.download(op, blob, target).then(
    () => "",
    (failure: Error) => failure.message,
  );
  const ranges = registry.asked("GET", "/blobs/").map(({ headers }) => String(headers["range"] ?? "all"));
  return { error, ranges, file: readFileSync(folder.file("blob")), retries };
}

const normal: Rule = () => false;
const notVerified = `filesystem layer verification failed for digest ${digestOf(bytes)}`;

/** Sends so many bytes of a body that is announced whole, and breaks off. */
function breakOff(count: number): Rule {
  return ({ asked, response, socket }) => {
    const from = Number(/^bytes=(\d+)-$/.exec(String(asked.headers["range"] ?? ""))?.[1] ?? 0);
    const rest = bytes.subarray(from);
    const range = from === 0 ? {} : { "Content-Range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
    response.writeHead(from === 0 ? 200 : 206, { ...range, "Content-Length": String(rest.length) });
    response.write(rest.subarray(0, count), () => socket.destroy());
    return true;
  };
}

test("a body that breaks off is gone on with from where it broke", async () => {
  const { error, ranges, file } = await download((nth) => (nth < 3 ? breakOff(1_000_000) : normal));
  expect([error, file.equals(bytes)]).toEqual(["", true]);
  expect(ranges[0]).toBe("all");
  expect(ranges.length).toBeGreaterThan(1);
  expect(ranges.slice(1).every((range) => /^bytes=[1-9]\d*-$/.test(range))).toBe(true);
});

test("a body that never gets anywhere is given up, and what came is kept", async () => {
  const { error, ranges, retries, file } = await download(() => breakOff(10));
  expect(error).toContain("EOF");
  expect(ranges).toHaveLength(testSettings.maxDownloadAttempts);
  expect(retries).toEqual([1, 2, 4, 8]);
  expect(file.equals(bytes.subarray(0, file.length))).toBe(true);
});

test("a server that ignores Range sends what is there once more, and it is passed over", async () => {
  const all: Rule = ({ response }) => send(response, 200, bytes) !== undefined;
  const { error, ranges, file } = await download(() => all, 1_000_001);
  expect([error, ranges, file.equals(bytes)]).toEqual(["", ["bytes=1000001-"], true]);
});

test("wrong bytes are cut, and not asked for again", async () => {
  const other = Buffer.from(bytes);
  other[2_000_000]! ^= 1;
  const wrong: Rule = ({ response }) => send(response, 200, other) !== undefined;
  const { error, ranges, file } = await download(() => wrong);
  expect([error, ranges, file.length]).toEqual([notVerified, ["all"], 0]);
});

test("a partial that was spoilt is cut, so that the next try begins anew", async () => {
  await using registry = await StandIn.start();
  await using registries = testRegistries();
  using folder = testFolder();
  const blob = registry.putBlob(bytes);
  writeFileSync(folder.file("blob"), Buffer.alloc(1000));
  await using repository = registries.repository({ domain: registry.host, path: "app" }, { actions: "pull" });
  expect(repository.download(op, blob, { path: folder.file("blob") })).rejects.toThrow(notVerified);
  await repository.download(op, blob, { path: folder.file("blob") });
  expect(readFileSync(folder.file("blob")).equals(bytes)).toBe(true);
});

test("a length that is not the blob's is refused before a byte is kept", async () => {
  for (const body of [bytes.subarray(1), Buffer.concat([bytes, Buffer.alloc(1)])]) {
    const { error, file } = await download(
      () =>
        ({ response }) =>
          send(response, 200, body) !== undefined,
    );
    expect([error, file.length]).toEqual([notVerified, 0]);
  }
});

test("a body without a length that goes on and on is cut off", async () => {
  let written = 0;
  const endless: Rule = ({ response, socket }) => {
    response.writeHead(200, { "Transfer-Encoding": "chunked" });
    const more = (): void => {
      written++;
      if (!socket.destroyed) response.write(bytes, more);
    };
    more();
    return true;
  };
  const { error, file } = await download(() => endless);
  expect([error, file.length]).toEqual([notVerified, 0]);
  expect(written).toBeLessThan(50);
});

test("a range that was not asked for is no answer", async () => {
  const wrong: Rule = ({ response }) =>
    send(response, 206, bytes.subarray(5), { "Content-Range": `bytes 5-${bytes.length - 1}/${bytes.length}` }) !==
    undefined;
  const { error, file } = await download(() => wrong, 1000);
  expect(error).toContain('the server sent the range "bytes 5-');
  expect(file.equals(bytes.subarray(0, 1000))).toBe(true);
});

test("a range that cannot be had makes it begin anew", async () => {
  const { error, ranges, file } = await download(
    (nth) => (nth === 0 ? ({ response }) => refuse(response, 416, "RANGE_INVALID", "no") !== undefined : normal),
    1000,
  );
  expect([error, ranges, file.equals(bytes)]).toEqual(["", ["bytes=1000-", "all"], true]);
});

test("what passes is waited for: as long as the registry says", async () => {
  for (const status of [429, 503]) {
    const busy: Rule = ({ response }) =>
      refuse(response, status, "UNAVAILABLE", "later", undefined, { "Retry-After": "0" }) !== undefined;
    const { error, retries, file } = await download((nth) => (nth < 2 ? busy : normal));
    expect([error, retries, file.equals(bytes)]).toEqual(["", [0, 0], true]);
  }
});

test("a refusal is told at once", async () => {
  const gone: Rule = ({ response }) =>
    refuse(response, 404, "BLOB_UNKNOWN", "blob unknown to registry", { digest: "x" }) !== undefined;
  const { error, ranges } = await download(() => gone);
  expect([error, ranges]).toEqual(["blob unknown: blob unknown to registry", ["all"]]);
});

test("a body that stalls is tried again after the time allowed", async () => {
  const stall: Rule = ({ response }) => {
    response.writeHead(200, { "Content-Length": String(bytes.length) });
    response.write(bytes.subarray(0, 100));
    return true;
  };
  const timings = { ...testSettings.timings, stallMs: 50 };
  const { error, ranges, file } = await download((nth) => (nth === 0 ? stall : normal), 0, { timings });
  expect([error, file.equals(bytes)]).toEqual(["", true]);
  expect(ranges).toHaveLength(2);
});

test("a registry that says nothing does not hang for ever", async () => {
  const silent = createServer((socket) => socket.on("error", () => {}));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as { readonly port: number };
  await using registries = testRegistries({ timings: { ...testSettings.timings, headMs: 60, handshakeMs: 60 } });
  await using repository = registries.repository({ domain: `127.0.0.1:${port}`, path: "app" }, { actions: "pull" });
  expect(repository.resolve(op, "1")).rejects.toThrow("timeout awaiting response headers");
  silent.close();
});

test("an endless manifest is read to its bound only", async () => {
  await using registry = await StandIn.start({
    rule: ({ asked, response, socket }) => {
      if (!asked.path.includes("/manifests/")) return false;
      if (asked.method === "HEAD") return send(response, 404, Buffer.alloc(0)) !== undefined;
      response.writeHead(200, {
        "Content-Type": "application/vnd.oci.image.manifest.v1+json",
        "Transfer-Encoding": "chunked",
      });
      const more = (): void => void (!socket.destroyed && response.write(Buffer.alloc(1 << 20, " "), more));
      more();
      return true;
    },
  });
  await using registries = testRegistries();
  await using repository = registries.repository({ domain: registry.host, path: "app" }, { actions: "pull" });
  expect(repository.resolve(op, "1")).rejects.toThrow("manifest 1 is larger than 4194304 bytes");
});

test("a manifest by digest is that manifest", async () => {
  await using registry = await StandIn.start();
  await using registries = testRegistries();
  const asked = registry.putManifest("app", "1", { schemaVersion: 2 });
  registry.manifests.set(`app:${asked.digest}`, { type: asked.mediaType, bytes: Buffer.from("{}") });
  await using repository = registries.repository({ domain: registry.host, path: "app" }, { actions: "pull" });
  expect(repository.manifest(op, asked.digest)).rejects.toThrow(
    `manifest verification failed for digest ${asked.digest}`,
  );
  const blob = registry.putBlob(Buffer.from("config"));
  registry.blobs.set(blob.digest, Buffer.from("gifnoc"));
  expect(repository.blob(op, blob, { limitBytes: 100 })).rejects.toThrow("image config verification failed for digest");
  expect(repository.blob(op, { ...blob, size: 101 }, { limitBytes: 100 })).rejects.toThrow("is larger than 100 bytes");
});

test("a download ends soon after its op does, and keeps what came", async () => {
  const controller = new AbortController();
  await using registry = await StandIn.start({
    rule: ({ asked, response }) => {
      if (!asked.path.includes("/blobs/")) return false;
      response.writeHead(200, { "Content-Length": String(bytes.length) });
      response.write(bytes.subarray(0, 100));
      return true;
    },
  });
  await using registries = testRegistries();
  using folder = testFolder();
  const blob = registry.putBlob(bytes);
  await using repository = registries.repository({ domain: registry.host, path: "app" }, { actions: "pull" });
  const target = { path: folder.file("blob"), progress: (size: number) => void (size >= 100 && controller.abort()) };
  const ended = repository.download({ ...op, signal: controller.signal }, blob, target);
  expect(ended).rejects.toThrow("context canceled");
  await ended.catch(() => {});
  expect(statSync(folder.file("blob")).size).toBe(100);
});
