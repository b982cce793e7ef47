import { afterAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../../../support/engine.ts";
import { kindUnderTest } from "../../../support/engine-kind.ts";
import { EngineRegistry } from "../../../support/engine-registry.ts";
import { buildEngine, sources, stock } from "./stock-clients.ts";

// Before the engine: it leaves nothing behind when it ends.
afterAll(async () => await (await registry?.then(({ registry: one }) => one))?.[Symbol.asyncDispose]());
const engine = buildEngine();
const folder = sources({ Dockerfile: "" });
let registry: Promise<{ readonly started: Engine; readonly registry: EngineRegistry }> | undefined;

/** The engine, and beside it a registry that has `there:1`. */
function ground() {
  registry ??= (async () => {
    const started = await engine();
    const one = await EngineRegistry.open(started.namespace);
    await stock(started, ["tag", "busybox", `${one.address}/there:1`]);
    await stock(started, ["push", "-q", `${one.address}/there:1`]);
    return { started, registry: one };
  })();
  return registry;
}

type Client = "docker" | "own";

async function build(client: Client, from: string, words: readonly string[] = []) {
  const { started } = await ground();
  writeFileSync(join(folder, "Dockerfile"), `FROM ${from}\nRUN true\n`);
  return await started[client](["buildx", "build", "--progress", "plain", ...words, folder], { timeoutMs: 60_000 });
}

for (const client of ["docker", "own"] as const) {
  test(`${client} build: a base image that is not here is fetched`, async () => {
    const { started, registry: one } = await ground();
    const image = `${one.address}/there:1`;
    await started.docker(["rmi", "-f", image]);
    const built = await build(client, image);
    expect(built.code === 0 ? "" : built.stderr).toBe("");
    expect(built.stderr).toContain(`FROM ${image}@sha256:`);
  }, 60_000);

  test(`${client} build: why a base image cannot be had`, async () => {
    const { registry: one } = await ground();
    const failed = async (from: string, reference: string, reason: string): Promise<void> => {
      const { code, stderr } = await build(client, from);
      expect(code).toBe(1);
      expect(stderr).toContain(` ERROR: ${reason}\n`);
      expect(stderr).toContain(
        `failed to solve: ${from}: failed to resolve source metadata for ${reference}: ${reason}\n`,
      );
    };
    const digest = `sha256:${"a".repeat(64)}`;
    for (const [from, reference] of [
      [`${one.address}/none`, `${one.address}/none:latest`],
      [`${one.address}/there:2`, `${one.address}/there:2`],
      [`${one.address}/there@${digest}`, `${one.address}/there@${digest}`],
    ] as const)
      await failed(from, reference, `${reference}: not found`);
    const refused = "dial tcp 127.0.0.1:9: connect: connection refused";
    const asked = `failed to do request: Head "https://127.0.0.1:9/v2/x/manifests/latest": ${refused}`;
    await failed("127.0.0.1:9/x", "127.0.0.1:9/x:latest", asked);
  }, 60_000);

  test(`${client} build: an image of another platform does not stand in for one`, async () => {
    const { registry: one } = await ground();
    const name = `${one.address}/elsewhere:1`;
    const { started } = await ground();
    await stock(started, ["tag", "busybox", name]);
    const { code, stderr } = await build(client, name, ["--platform", "linux/arm64"]);
    // The default store of dockerd asks the registry, too; the image store, which runs here as its model, takes any image.
    expect(code).toBe(kindUnderTest() === "dockerd" ? 0 : 1);
    if (code === 1) expect(stderr).toContain(`failed to resolve source metadata for ${name}: ${name}: not found`);
  }, 60_000);
}

for (const client of ["docker", "own"] as const)
  test(`${client} build by the older builder: a base image is fetched where its step begins`, async () => {
    const { started, registry: one } = await ground();
    const image = `${one.address}/there:1`;
    await started.docker(["rmi", "-f", image]);
    writeFileSync(join(folder, "Dockerfile"), `FROM busybox\nFROM ${image}\nLABEL a=b\n`);
    const { code, stdout } = await started[client](["build", "--no-cache", folder], { env: { DOCKER_BUILDKIT: "0" } });
    expect(code).toBe(0);
    const lines = stdout.split("\n");
    const at = lines.indexOf(`Step 2/3 : FROM ${image}`);
    expect(at).toBeGreaterThan(0);
    const end = lines.findIndex((line, index) => index > at && line.startsWith(" ---> "));
    const told = lines.slice(at + 1, end).map((line) => line.replace(/sha256:[0-9a-f]{64}/, "SHA"));
    expect(told[0]).toBe("1: Pulling from there");
    expect(told.slice(-2)).toEqual(["Digest: SHA", `Status: Downloaded newer image for ${image}`]);
  }, 60_000);
