import { afterAll, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { Cosign } from "../../../support/cosign.ts";
import { Engine } from "../../../support/engine.ts";
import { configOfLayout, ImageTools } from "../../../support/image-tools.ts";
import { smallImage } from "../../../support/images.ts";
import { sharedEngine } from "../../../support/shared-engine.ts";

/** Images that other tools push and pull by a registry in the middle: docs/interop.md has a line for each test. */
const tag = "interop:1";
const engine = sharedEngine({}, () => smallImage(tag));

interface Place {
  readonly tools: ImageTools;
  /** `127.0.0.1:5055/interop:1`: what the engine has pushed. */
  readonly pushed: string;
  /** A name for what a tool pushes. */
  name(tool: string): string;
}

let place: Promise<Place> | undefined;
afterAll(async () => {
  await (await place)?.tools[Symbol.asyncDispose]();
}, 60_000);

function ready(): Promise<Place> {
  place ??= prepare();
  return place;
}

async function prepare(): Promise<Place> {
  const tools = new ImageTools((await engine()).namespace);
  const address = await tools.registry();
  const pushed = `${address}/${tag}`;
  await docker("tag", tag, pushed);
  await docker("push", pushed);
  return { tools, pushed, name: (tool) => `${address}/from-${tool}:1` };
}

async function docker(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await (await engine()).docker(args);
  if (code !== 0) throw new Error(`docker ${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** The engine pulls it anew, and runs it. */
async function pullAndRun(name: string): Promise<string> {
  await docker("pull", "-q", name);
  return await docker("run", "--rm", name);
}

test("docker 28 pulls what is pushed, and pushes what is pulled", async () => {
  const { tools, pushed, name } = await ready();
  await using dockerd = await Engine.start({ kind: "dockerd" });
  // A registry of its own on the same folder: the engines are not in one network.
  await using beside = new ImageTools(dockerd.namespace);
  await beside.registry(tools.path("registry"));
  const pull = await dockerd.docker(["pull", pushed]);
  expect(pull.stderr + pull.stdout).toContain("Status: Downloaded newer image for");
  expect((await dockerd.docker(["run", "--rm", pushed])).stdout).toBe(tag);
  await dockerd.docker(["tag", pushed, name("docker")]);
  expect((await dockerd.docker(["push", name("docker")])).code).toBe(0);
  expect(await pullAndRun(name("docker"))).toBe(tag);
});

test("podman pulls what is pushed, and pushes what is pulled", async () => {
  const { tools, pushed, name } = await ready();
  await tools.podman("pull", pushed);
  const mounted = (await tools.podman("image", "mount", pushed)).trim();
  expect(await tools.run(["cat", `${mounted}/who`])).toBe(tag);
  await tools.podman("image", "umount", pushed);
  await tools.podman("push", pushed, name("podman"));
  expect(await pullAndRun(name("podman"))).toBe(tag);
});

test("skopeo copies what is pushed, and what it copies is pulled", async () => {
  const { tools, pushed, name } = await ready();
  const layout = tools.path("skopeo");
  await tools.skopeo("copy", "-q", "--src-tls-verify=false", `docker://${pushed}`, `oci:${layout}:1`);
  expect(configOfLayout(layout, "1").config).toMatchObject({ Cmd: ["cat", "/who"] });
  await tools.skopeo("copy", "-q", "--dest-tls-verify=false", `oci:${layout}:1`, `docker://${name("skopeo")}`);
  expect(await pullAndRun(name("skopeo"))).toBe(tag);
});

test("containerd pulls what is pushed, and pushes what is pulled", async () => {
  const { tools, pushed, name } = await ready();
  await tools.ctr("images", "pull", "--local", "--plain-http", "--snapshotter", "native", pushed);
  const mount = tools.path("ctr-mount");
  mkdirSync(mount);
  await tools.ctr("images", "mount", "--snapshotter", "native", pushed, mount);
  expect(await tools.run(["cat", `${mount}/who`])).toBe(tag);
  await tools.ctr("images", "unmount", mount);
  await tools.ctr("images", "push", "--local", "--plain-http", name("ctr"), pushed);
  expect(await pullAndRun(name("ctr"))).toBe(tag);
});

test("buildah builds on what is pushed, and what it pushes is pulled", async () => {
  const { tools, pushed, name } = await ready();
  const container = (await tools.buildah("from", pushed)).trim().split("\n").at(-1)!;
  await tools.buildah("config", "--label", "made.by=buildah", container);
  await tools.buildah("commit", container, "built:1");
  await tools.buildah("push", "built:1", `docker://${name("buildah")}`);
  expect(await pullAndRun(name("buildah"))).toBe(tag);
  const labels = await docker("image", "inspect", "--format", '{{index .Config.Labels "made.by"}}', name("buildah"));
  expect(labels.trim()).toBe("buildah");
});

test.each(["tag", "referrer"] as const)(
  "cosign signs what is pushed (as a %s), and finds its signature of what went through the engine again",
  async (form) => {
    const { tools, name } = await ready();
    mkdirSync(tools.path(form));
    const cosign = await Cosign.make(tools.path(form), (command) => tools.run(command));
    const repository = name(`cosign-${form}`).replace(/:1$/, "");
    await docker("tag", tag, `${repository}:1`);
    const digest = /digest: (sha256:[0-9a-f]{64})/.exec(await docker("push", `${repository}:1`))?.[1];
    await cosign.sign(`${repository}@${digest}`, form);
    await docker("rmi", "-f", `${repository}:1`);
    await docker("pull", "-q", `${repository}:1`);
    await docker("tag", `${repository}:1`, `${repository}:again`);
    await docker("push", "-q", `${repository}:again`);
    expect(await cosign.verifies(`${repository}:again`, form)).toBe(true);
    await docker("tag", "busybox", `${repository}:unsigned`);
    await docker("push", "-q", `${repository}:unsigned`);
    expect(await cosign.verifies(`${repository}:unsigned`, form)).toBe(false);
  },
);
