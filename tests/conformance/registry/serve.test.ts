import { afterAll, beforeAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../support/command.ts";
import { eventually } from "../../support/eventually.ts";
import { gantryExecutable } from "../../support/peers.ts";
import { digestOf, RegistryProcess } from "../../support/registry-process.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "registry-serve-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const serve = (...flags: string[]) => run([gantryExecutable(), "registry", "serve", ...flags]);

test("a command line that makes no sense is refused in a sentence", async () => {
  const root = join(folder, "refused");
  const users = join(folder, "weak");
  writeFileSync(users, "jane:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n");
  const wrong: Array<[string[], string]> = [
    [["--tls-cert", "x"], "--tls-cert and --tls-key need each other"],
    [["--tls-cert", "/none", "--tls-key", "/none"], "no such file or directory"],
    [["--anonymous-read"], "--anonymous-read needs --htpasswd"],
    [["--htpasswd", users], 'weak, line 1: the password of "jane" is SHA-1, and must be bcrypt (htpasswd -B)'],
    [["--htpasswd", "/none"], "/none"],
    [["--addr", "5000"], 'no address to listen on (want HOST:PORT): "5000"'],
    [["--addr", "127.0.0.1:99999"], "no address to listen on"],
    [["--addr", "192.0.2.1:5000"], "cannot listen on 192.0.2.1:5000"],
    [["--idle-timeout", "5m"], "--idle-timeout is to be between 1s and 255s"],
    [["--max-uploads", "0"], "--max-uploads is to be at least 1"],
    [["--max-blob-size", "x"], "invalid size: 'x'"],
    [["--log-level", "x"], "invalid logging level: x"],
    [["more"], "accepts no arguments"],
  ];
  for (const [flags, text] of wrong) {
    const { code, stderr } = await serve("--root", root, ...flags);
    expect([code, stderr]).toEqual([1, expect.stringContaining(text)]);
  }
});

test("help says what there is", async () => {
  const { code, stdout } = await serve("--help");
  expect([code, stdout]).toEqual([0, expect.stringContaining("--anonymous-read")]);
  const { stdout: all } = await run([gantryExecutable(), "registry", "--help"]);
  expect(all).toMatch(/serve +Serve a registry from a folder/);
});

test("a second process on a folder is refused, and the first goes on; the folder is free when that has stopped", async () => {
  const root = join(folder, "locked");
  await using first = await RegistryProcess.start({ root });
  const { code, stderr } = await serve("--root", root, "--addr", "127.0.0.1:0");
  expect([code, stderr]).toEqual([1, expect.stringMatching(/is in use: process with PID \d+ serves it/)]);
  expect((await first.request("GET", "/v2/")).status).toBe(200);
  await first.end("SIGTERM");
  await using second = await RegistryProcess.start({ root });
  expect((await second.request("GET", "/v2/")).status).toBe(200);
});

test("SIGUSR1 collects what nothing needs; the access log has a line per request", async () => {
  const [root, log] = [join(folder, "collected"), join(folder, "access")];
  const flags = ["--gc-interval", "0", "--gc-grace", "0s", "--access-log", log];
  await using registry = await RegistryProcess.start({ root, flags });
  const digest = digestOf("loose");
  await registry.request("POST", `/v2/x/blobs/uploads/?digest=${digest}`, { body: "loose" });
  const file = join(root, "blobs/sha256", digest.slice(7));
  expect(existsSync(file)).toBe(true);
  registry.signal("SIGUSR1");
  await eventually("the blob is collected", () => !existsSync(file));
  expect((await registry.request("HEAD", `/v2/x/blobs/${digest}`)).status).toBe(404);
  expect(readFileSync(log, "utf8").trim().split("\n").length).toBe(2);
});

test("a registry passes another one on, with its credentials, and goes on without it", async () => {
  const [users, auth] = [join(folder, "users"), join(folder, "auth.json")];
  writeFileSync(users, "jane:$2y$05$5nJTYaJ8Wyn0JAAE1KFBh.2DEOwx9rQgaULsGfiJpJ/ljeuUFiAWy\n");
  await using upstream = await RegistryProcess.start({ root: join(folder, "upstream"), flags: ["--htpasswd", users] });
  const authorization = { Authorization: `Basic ${btoa("jane:s3cret:x")}` };
  const layer = Buffer.alloc(10 << 20, "layer");
  const push = async (method: string, path: string, body: Buffer, type = "application/octet-stream"): Promise<void> => {
    const headers = { ...authorization, "Content-Type": type };
    expect((await upstream.request(method, path, { body, headers })).status).toBe(201);
  };
  const config = Buffer.from("{}");
  for (const blob of [config, layer]) await push("POST", `/v2/app/blobs/uploads/?digest=${digestOf(blob)}`, blob);
  const described = (blob: Buffer): object => ({ mediaType: "a/b", digest: digestOf(blob), size: blob.length });
  const type = "application/vnd.oci.image.manifest.v1+json";
  const manifest = { schemaVersion: 2, mediaType: type, config: described(config), layers: [described(layer)] };
  await push("PUT", "/v2/app/manifests/v1", Buffer.from(JSON.stringify(manifest)), type);
  writeFileSync(auth, JSON.stringify({ auths: { [upstream.address]: { auth: btoa("jane:s3cret:x") } } }));
  const flags = ["--upstream", `up=${upstream.url}`, "--upstream-default", "up", "--upstream-auth", auth];
  await using cache = await RegistryProcess.start({ root: join(folder, "cache"), flags });
  for (const name of ["up/app", "app"]) {
    expect((await cache.request("GET", `/v2/${name}/manifests/v1`)).status).toBe(200);
    const blob = await cache.request("GET", `/v2/${name}/blobs/${digestOf(layer)}`);
    expect(digestOf(new Uint8Array(await blob.arrayBuffer()))).toBe(digestOf(layer));
  }
  await upstream.end("SIGKILL");
  expect((await cache.request("GET", `/v2/up/app/blobs/${digestOf(layer)}`)).status).toBe(200);
  expect(await cache.end("SIGTERM")).toBeUndefined();
});

test("blobs of hundreds of megabytes pass in both directions, several at a time, in little memory", async () => {
  await using registry = await RegistryProcess.start({ root: join(folder, "large") });
  await registry.request("GET", "/v2/");
  const before = registry.peakBytes;
  const piece = Buffer.alloc(1 << 20);
  const pieces = 150;
  const transfer = async (seed: number): Promise<void> => {
    const hash = createHash("sha256");
    async function* content(): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < pieces; index++) {
        piece.writeUInt32LE(seed * pieces + index);
        const copy = Buffer.from(piece);
        hash.update(copy);
        yield copy;
      }
    }
    const begun = await registry.request("POST", "/v2/x/blobs/uploads/");
    const location = begun.headers.get("Location")!;
    await registry.request("PATCH", location, { body: content() as unknown as ReadableStream });
    const digest = `sha256:${hash.digest("hex")}`;
    expect((await registry.request("PUT", `${location}?digest=${digest}`)).status).toBe(201);
    const seen = createHash("sha256");
    for await (const chunk of (await registry.request("GET", `/v2/x/blobs/${digest}`)).body!) seen.update(chunk);
    expect(`sha256:${seen.digest("hex")}`).toBe(digest);
  };
  await Promise.all([1, 2, 3, 4].map(transfer));
  expect((registry.peakBytes - before) >> 20).toBeLessThan(100);
}, 60_000);
