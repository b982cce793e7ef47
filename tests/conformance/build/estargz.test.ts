import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { EngineRegistry } from "../../support/engine-registry.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();
const folder = mkdtempSync(join(tmpdir(), "estargz-"));
let opened: Promise<EngineRegistry> | undefined;
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await (await opened)?.[Symbol.asyncDispose]();
});

interface Manifest {
  readonly layers: readonly {
    readonly mediaType: string;
    readonly digest: string;
    readonly annotations?: Record<string, string>;
  }[];
}

const tocDigest = "containerd.io/snapshot/stargz/toc.digest";
const epoch = ["--build-arg", "SOURCE_DATE_EPOCH=1000000000", "--no-cache", "--provenance=false"];

test("layers as eStargz: the same image each time, which says where its files lie, and which any engine runs", async () => {
  const started = await engine();
  opened ??= EngineRegistry.open(started.namespace);
  const { address } = await opened;
  writeFileSync(join(folder, "Dockerfile"), "FROM busybox\nRUN echo hi > /hello && mkdir /d && ln /hello /d/again\n");
  const build = async (name: string, more: string): Promise<Manifest> => {
    const output = `type=image,name=${address}/${name},push=true,compression=estargz${more}`;
    const built = await started.docker(["buildx", "build", ...epoch, "--output", output, folder]);
    expect([built.code, built.code === 0 ? "" : built.stderr]).toEqual([0, ""]);
    const raw = await started.docker(["buildx", "imagetools", "inspect", "--raw", `${address}/${name}`]);
    return JSON.parse(raw.stdout) as Manifest;
  };
  const first = await build("lazy:1", "");
  expect(await build("lazy:2", "")).toEqual(first);
  expect(first.layers.map(({ annotations }) => annotations?.[tocDigest] !== undefined)).toEqual([false, true]);
  const forced = await build("lazy:3", ",force-compression=true");
  expect(
    forced.layers.every(({ annotations = {} }) => /^sha256:[0-9a-f]{64}$/.test(annotations[tocDigest] ?? "")),
  ).toBe(true);
  expect(forced.layers.every(({ mediaType }) => mediaType.endsWith(".tar+gzip"))).toBe(true);

  const { digest = "" } = first.layers[1] ?? {};
  const { stdout } = await started.namespace.run([
    "sh",
    "-c",
    `curl -s http://${address}/v2/lazy/blobs/${digest} | base64 -w0`,
  ]);
  const blob = Buffer.from(stdout, "base64");
  const start = Number.parseInt(blob.subarray(-51).toString("latin1", 16, 32), 16);
  expect(gunzipSync(blob.subarray(start, -51)).toString("latin1", 0, 17)).toBe("stargz.index.json");

  for (const tag of ["lazy:1", "lazy:3"]) {
    await started.docker(["rmi", "-f", `${address}/${tag}`]);
    const { code, stdout: said } = await started.docker([
      "run",
      "--rm",
      "--pull=always",
      "-q",
      `${address}/${tag}`,
      "cat",
      "/hello",
      "/d/again",
    ]);
    expect([code, said]).toEqual([0, "hi\nhi\n"]);
  }
}, 60_000);
