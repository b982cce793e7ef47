import { afterAll, beforeAll, expect, test } from "bun:test";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Digest } from "../../../src/base/digest.ts";
import { backgroundOp } from "../../../src/base/op.ts";
import type { Repository } from "../../../src/core/registry/contract.ts";
import type { Descriptor } from "../../../src/formats/oci/image.ts";
import { mediaTypes } from "../../../src/formats/oci/media-types.ts";
import { testRegistries } from "../../../src/registry/registries.test-support.ts";
import { peersFolder } from "../../support/peers.ts";

/** The client of registries and Debian's docker-registry. */
const op = backgroundOp();
const folder = mkdtempSync(join(tmpdir(), "live-registry-"));
const file = (name: string): string => join(folder, name);
const bytes = randomBytes(20_000_000);
const blob = described(bytes, mediaTypes.ociLayer);
let server: ChildProcess;
let domain: string;

function described(content: Buffer, mediaType: string): Descriptor {
  const digest = `sha256:${createHash("sha256").update(content).digest("hex")}` as Digest;
  return { mediaType, digest, size: content.length };
}

beforeAll(async () => {
  const config = {
    version: 0.1,
    storage: { filesystem: { rootdirectory: file("data") } },
    http: { addr: "127.0.0.1:0" },
  };
  writeFileSync(file("config.json"), JSON.stringify(config));
  writeFileSync(file("blob"), bytes);
  server = spawn(`${peersFolder()}/usr/bin/docker-registry`, ["serve", file("config.json")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  domain = await new Promise((resolve, reject) => {
    let text = "";
    server.stderr?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const address = /listening on (127\.0\.0\.1:\d+)/.exec(text)?.[1];
      if (address !== undefined) resolve(address);
    });
    server.once("exit", () => reject(new Error(`docker-registry: ${text}`)));
  });
}, 30_000);

afterAll(async () => {
  const gone = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGKILL");
  await gone;
  rmSync(folder, { recursive: true });
});

test("an image goes there by every way of sending, and comes back", async () => {
  await using registries = testRegistries();
  const open = (path: string): Repository => registries.repository({ domain, path }, { actions: "pull,push" });
  await using one = open("team/one");
  await using two = open("team/two");
  const from = { domain, path: "team/one" };
  expect(await one.upload(op, blob, { path: file("blob"), mountFrom: [] })).toEqual({ how: "uploaded" });
  expect(await one.upload(op, blob, { path: file("blob"), mountFrom: [] })).toEqual({ how: "present" });
  expect(await two.upload(op, blob, { path: file("blob"), mountFrom: [from] })).toEqual({ how: "mounted", from });
  const document = { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config: blob, layers: [blob] };
  const manifest = Buffer.from(JSON.stringify(document));
  const descriptor = described(manifest, mediaTypes.ociManifest);
  expect(await one.hasManifest(op, descriptor.digest)).toBe(false);
  for (const tag of ["a", "b", "c"]) await one.putManifest(op, { descriptor, bytes: manifest }, tag);
  await using pulled = registries.repository({ domain, path: "team/one" }, { actions: "pull" });
  expect((await pulled.tags(op)).sort()).toEqual(["a", "b", "c"]);
  expect(await pulled.resolve(op, "b")).toEqual(descriptor);
  expect(await pulled.manifest(op, descriptor.digest)).toEqual({ descriptor, bytes: manifest });
  expect(await pulled.referrers(op, descriptor.digest)).toEqual([]);
  writeFileSync(file("came"), bytes.subarray(0, 7_000_000));
  await pulled.download(op, blob, { path: file("came") });
  expect(readFileSync(file("came")).equals(bytes)).toBe(true);
}, 60_000);

test("an empty blob, and what is not there", async () => {
  await using registries = testRegistries();
  await using repository = registries.repository({ domain, path: "team/one" }, { actions: "pull,push" });
  const empty = described(Buffer.alloc(0), mediaTypes.ociLayer);
  writeFileSync(file("empty"), "");
  expect((await repository.upload(op, empty, { path: file("empty"), mountFrom: [] })).how).toMatch(/uploaded|present/);
  await repository.download(op, empty, { path: file("empty-came") });
  expect(readFileSync(file("empty-came"))).toHaveLength(0);
  await using pulled = registries.repository({ domain, path: "team/none" }, { actions: "pull" });
  expect(pulled.resolve(op, "1")).rejects.toThrow(
    `manifest for ${domain}/team/none:1 not found: manifest unknown: manifest unknown`,
  );
  expect(pulled.tags(op)).rejects.toThrow(
    `repository ${domain}/team/none not found: name unknown: repository name not known to registry`,
  );
});
