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
    [["--listen", "5000"], 'no address to listen on (want HOST:PORT): "5000"'],
    [["--listen", "127.0.0.1:99999"], "no address to listen on"],
    [["--listen", "192.0.2.1:5000"], "cannot listen on 192.0.2.1:5000"],
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
  const { code, stderr } = await serve("--root", root, "--listen", "127.0.0.1:0");
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
