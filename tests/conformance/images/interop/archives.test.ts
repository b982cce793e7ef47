import { afterAll, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Engine } from "../../../support/engine.ts";
import { configOfLayout, ImageTools } from "../../../support/image-tools.ts";
import { smallImage } from "../../../support/images.ts";
import { peersFolder } from "../../../support/peers.ts";
import { sharedEngine } from "../../../support/shared-engine.ts";

/** Archives that other tools read and write: docs/interop.md has a line for each test. */
const tag = "interop:1";
const name = `docker.io/library/${tag}`;
/** OCI archives are for the reference with its image store only. */
const engine = sharedEngine({ flags: ["--feature", "containerd-snapshotter=true"] }, () => smallImage(tag));

let tools: Promise<ImageTools> | undefined;
afterAll(async () => {
  await (await tools)?.[Symbol.asyncDispose]();
}, 60_000);

function withTools(): Promise<ImageTools> {
  tools ??= engine().then(({ namespace }) => new ImageTools(namespace));
  return tools;
}

let saved: Promise<string> | undefined;

/** The path of what the engine saved. */
function archive(): Promise<string> {
  saved ??= save();
  return saved;
}

async function save(): Promise<string> {
  const path = (await withTools()).path("saved.tar");
  const { code, stderr } = await (await engine()).docker(["save", "-o", path, tag]);
  if (code !== 0) throw new Error(stderr);
  return path;
}

/** What a container of the image prints in the engine, after it was loaded under another name. */
async function loadAndRun(path: string): Promise<string> {
  const { docker } = await clients();
  const said = await docker("load", "-i", path);
  const loaded = /Loaded image(?: ID)?: (\S+)/.exec(said)?.[1];
  expect(loaded).toBeDefined();
  return await docker("run", "--rm", loaded!);
}

async function clients() {
  const own = await engine();
  const docker = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await own.docker(args);
    if (code !== 0) throw new Error(`docker ${args.join(" ")}: ${stderr}`);
    return stdout;
  };
  return { docker, tools: await withTools() };
}

test("docker 28 loads what is saved, and its archives load", async () => {
  await using dockerd = await Engine.start({ kind: "dockerd" });
  expect((await dockerd.docker(["load", "-i", await archive()])).stdout).toContain(`Loaded image: ${tag}`);
  expect((await dockerd.docker(["run", "--rm", tag])).stdout).toBe(tag);
  const path = (await withTools()).path("docker.tar");
  await dockerd.docker(["tag", tag, "from-docker:1"]);
  expect((await dockerd.docker(["save", "-o", path, "from-docker:1"])).code).toBe(0);
  expect(await loadAndRun(path)).toBe(tag);
});

test("podman loads what is saved", async () => {
  const { tools } = await clients();
  await tools.podman("load", "-i", await archive());
  const mounted = (await tools.podman("image", "mount", name)).trim();
  expect(await tools.run(["cat", `${mounted}/who`])).toBe(tag);
  await tools.podman("image", "umount", name);
});

test.each(["docker-archive", "oci-archive"])("what podman saves as %s loads", async (format) => {
  const { tools } = await clients();
  await tools.podman("load", "-i", await archive());
  const other = `localhost/from-podman-${format}:1`;
  await tools.podman("tag", name, other);
  await tools.podman("save", "--format", format, "-o", tools.path(`podman-${format}.tar`), other);
  expect(await loadAndRun(tools.path(`podman-${format}.tar`))).toBe(tag);
});

test.each([
  ["docker-archive", (path: string) => `docker-archive:${path}`],
  ["oci-archive", (path: string) => `oci-archive:${path}`],
])("skopeo reads what is saved as %s, and what it writes so loads", async (format, source) => {
  const { tools } = await clients();
  const layout = tools.path(`skopeo-${format}`);
  await tools.skopeo("copy", "-q", source(await archive()), `oci:${layout}:1`);
  expect(configOfLayout(layout, "1").config).toMatchObject({ Cmd: ["cat", "/who"] });
  const written = tools.path(`skopeo-${format}.tar`);
  const target = `${format}:${written}:docker.io/library/from-skopeo-${format}:1`;
  await tools.skopeo("copy", "-q", `oci:${layout}:1`, target);
  expect(await loadAndRun(written)).toBe(tag);
});

/** An image whose manifest is of the OCI kind, saved by the engine and unpacked: an OCI layout with one reference. */
async function ociLayout(
  tools: ImageTools,
  into: string,
): Promise<{ readonly folder: string; readonly image: string }> {
  const { docker } = await clients();
  const [packed, folder] = [tools.path(`${into}.tar`), tools.path(into)];
  const own = `docker.io/library/interop-${into}:1`;
  await tools.skopeo("copy", "-q", `docker-archive:${await archive()}`, `oci-archive:${packed}:${own}`);
  await docker("load", "-i", packed);
  await docker("save", "-o", packed, own);
  mkdirSync(folder);
  await tools.run(["tar", "-xf", packed, "-C", folder]);
  const [reference = ""] = (await tools.run(["umoci", "ls", "--layout", folder])).trim().split("\n");
  return { folder, image: `${folder}:${reference}` };
}

test("umoci unpacks what is saved to a bundle that crun runs, and a layout that it wrote to loads", async () => {
  const { tools } = await clients();
  const { folder, image } = await ociLayout(tools, "umoci");
  const bundle = tools.path("bundle");
  await tools.run(["umoci", "unpack", "--image", image, bundle]);
  const spec = JSON.parse(readFileSync(`${bundle}/config.json`, "utf8")) as { process: { terminal: boolean } };
  spec.process.terminal = false;
  writeFileSync(`${bundle}/config.json`, JSON.stringify(spec));
  const script = `umount /sys/fs/cgroup/unified 2>/dev/null; exec crun --cgroup-manager=disabled --root ${tools.path("crun")} run -b ${bundle} interop`;
  expect(await tools.run(["unshare", "-m", "--propagation", "private", "sh", "-c", script])).toContain(tag);
  await tools.run(["umoci", "config", "--image", image, "--config.label", "made.by=umoci"]);
  const written = tools.path("umoci.tar");
  await tools.run(["umoci", "gc", "--layout", folder]);
  await tools.run(["tar", "-cf", written, "-C", folder, "oci-layout", "index.json", "blobs"]);
  expect(await loadAndRun(written)).toBe(tag);
});

test("containerd imports what is saved, and what it exports loads", async () => {
  const { docker, tools } = await clients();
  await tools.ctr("images", "import", "--local", "--snapshotter", "native", await archive());
  const mount = tools.path("ctr-mount");
  mkdirSync(mount);
  await tools.ctr("images", "mount", "--snapshotter", "native", name, mount);
  expect(await tools.run(["cat", `${mount}/who`])).toBe(tag);
  await tools.ctr("images", "unmount", mount);
  const other = "docker.io/library/from-ctr:1";
  await tools.ctr("images", "tag", name, other);
  await tools.ctr("images", "export", "--local", tools.path("ctr.tar"), other);
  await docker("load", "-i", tools.path("ctr.tar"));
  expect(await docker("run", "--rm", "from-ctr:1")).toBe(tag);
});

test.each(["docker-archive", "oci-archive"])(
  "buildah builds on what is saved as %s, and what it pushes so loads",
  async (format) => {
    const { tools } = await clients();
    const container = (await tools.buildah("from", "--pull-never", `${format}:${await archive()}`))
      .trim()
      .split("\n")
      .at(-1)!;
    const mounted = (await tools.buildah("mount", container)).trim();
    expect(await tools.run(["cat", `${mounted}/who`])).toBe(tag);
    await tools.buildah("umount", container);
    await tools.buildah("commit", container, `from-buildah-${format}:1`);
    const written = tools.path(`buildah-${format}.tar`);
    await tools.buildah(
      "push",
      `from-buildah-${format}:1`,
      `${format}:${written}:docker.io/library/from-buildah-${format}:1`,
    );
    expect(await loadAndRun(written)).toBe(tag);
  },
);

test("lxc's OCI template makes a container of what is saved", async () => {
  const { tools } = await clients();
  const { image } = await ociLayout(tools, "lxc");
  const own = tools.path("lxc-container");
  mkdirSync(`${own}/rootfs`, { recursive: true });
  const template = `${peersFolder()}/usr/share/lxc/templates/lxc-oci`;
  const place = ["--name=interop", `--path=${own}`, `--rootfs=${own}/rootfs`];
  await tools.run([template, ...place, "--url", `oci:${image}`]);
  expect(readFileSync(`${own}/rootfs/who`, "utf8")).toBe(tag);
  expect(readFileSync(`${own}/config`, "utf8")).toContain('"cat" "/who"');
});
