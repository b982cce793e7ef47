import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { busyboxArchive } from "../../../tools/docker-archive.ts";
import { type Result, succeed } from "../../support/command.ts";
import { Engine } from "../../support/engine.ts";
import { digestOf } from "../../support/registry-process.ts";

/** The registry by which an engine serves its own images, and takes pushes. */
const address = "127.0.0.1:5000";
const insecure = "--tls-verify=false";
let engine: Engine;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "registry-engine-"));
  writeFileSync(join(folder, "busybox.tar"), busyboxArchive());
  engine = await Engine.start({ kind: "gantry", flags: ["--registry-listen", address] });
  await engine.loadBusybox();
}, 60_000);

afterAll(async () => {
  await engine?.close();
  rmSync(folder, { recursive: true });
}, 60_000);

const env = () => ({ HOME: folder, XDG_RUNTIME_DIR: folder });
const skopeo = (...args: string[]): Promise<string> =>
  succeed(engine.namespace.argv("skopeo", ...args), { env: env() });
const curl = (...args: string[]): Promise<Result> => engine.namespace.run(["curl", "-s", ...args]);

async function imageOf(reference: string): Promise<{ Id: string; RepoTags: string[] }> {
  return await engine.json("GET", `/images/${reference}/json`);
}

async function runs(reference: string): Promise<string> {
  return (await engine.docker(["run", "--rm", "--network", "none", reference, "echo", "it runs"])).stdout;
}

test("an image of the engine is pulled by its name here, and is the same there", async () => {
  const raw = await skopeo("inspect", "--raw", insecure, `docker://${address}/busybox:latest`);
  expect(digestOf(raw)).toBe((await imageOf("busybox")).Id);
  const layout = join(folder, "pulled");
  await skopeo("copy", "-q", `--src${insecure.slice(1)}`, `docker://${address}/library/busybox`, `oci:${layout}:one`);
  expect(await succeed(["umoci", "ls", "--layout", layout])).toBe("one\n");
  const podman = ["podman", "--storage-driver", "vfs", "--root", join(folder, "p"), "--runroot", join(folder, "r")];
  await succeed(engine.namespace.argv(...podman, "pull", "-q", insecure, `${address}/busybox`), { env: env() });
});

test("what is pushed is an image of the engine, and runs", async () => {
  const target = `docker://${address}/team/app:v1`;
  await skopeo("copy", "-q", `--dest${insecure.slice(1)}`, `docker-archive:${join(folder, "busybox.tar")}`, target);
  const raw = await skopeo("inspect", "--raw", insecure, target);
  expect(await imageOf("team/app:v1")).toMatchObject({ Id: digestOf(raw), RepoTags: ["team/app:v1"] });
  expect(await runs("team/app:v1")).toBe("it runs\n");
  const kept = (part: string): string[] => readdirSync(join(engine.paths.dataRoot, "registry", part));
  expect([kept("blobs/sha256"), kept("repositories"), kept("uploads")]).toEqual([[], [], []]);
});

test("a pushed image with its layers packed otherwise, and under a second tag, is one too", async () => {
  const packed = ["--format", "oci", "--dest-compress-format", "zstd", `--dest${insecure.slice(1)}`];
  const from = `docker-archive:${join(folder, "busybox.tar")}`;
  for (const tag of ["zstd", "again"]) await skopeo("copy", "-q", ...packed, from, `docker://${address}/packed:${tag}`);
  expect((await imageOf("packed:zstd")).RepoTags.sort()).toEqual(["packed:again", "packed:zstd"]);
  expect(await runs("packed:zstd")).toBe("it runs\n");
});

test("lists show the engine's names", async () => {
  await engine.json("POST", "/images/busybox/tag?repo=listed&tag=b");
  await engine.json("POST", "/images/busybox/tag?repo=listed&tag=a");
  const tags = await curl(`http://${address}/v2/listed/tags/list`);
  expect(JSON.parse(tags.stdout)).toEqual({ name: "listed", tags: ["a", "b"] });
  const catalog = await curl(`http://${address}/v2/_catalog`);
  expect((JSON.parse(catalog.stdout) as { repositories: string[] }).repositories).toEqual(
    expect.arrayContaining(["busybox", "listed"]),
  );
});

test("an image that is removed in the engine is gone here; nothing is removed through the registry", async () => {
  await engine.json("POST", "/images/busybox/tag?repo=gone&tag=1");
  const status = async (...args: string[]): Promise<string> =>
    (await curl("-o", "/dev/null", "-w", "%{http_code}", ...args)).stdout;
  expect(await status(`http://${address}/v2/gone/manifests/1`)).toBe("200");
  expect(await status("-X", "DELETE", `http://${address}/v2/gone/manifests/1`)).toBe("405");
  await engine.json("DELETE", "/images/gone:1");
  expect(await status(`http://${address}/v2/gone/manifests/1`)).toBe("404");
});

test("artifacts and referrers are kept, and are no images", async () => {
  const { Id: subject } = await imageOf("busybox");
  const push = async (path: string, body: string, type: string): Promise<string> => {
    const file = join(folder, "body");
    writeFileSync(file, body);
    const url = `http://${address}/v2/busybox/${path}`;
    const method = path.startsWith("blobs") ? "POST" : "PUT";
    return (
      await curl(
        "-o",
        "/dev/null",
        "-w",
        "%{http_code}",
        "-X",
        method,
        "-H",
        `Content-Type: ${type}`,
        "--data-binary",
        `@${file}`,
        url,
      )
    ).stdout;
  };
  const config = { mediaType: "application/vnd.oci.empty.v1+json", digest: digestOf("{}"), size: 2 };
  expect(await push(`blobs/uploads/?digest=${config.digest}`, "{}", "application/octet-stream")).toBe("201");
  const type = "application/vnd.oci.image.manifest.v1+json";
  const subjectDescriptor = { mediaType: type, digest: subject, size: 1 };
  const artifact = {
    schemaVersion: 2,
    mediaType: type,
    artifactType: "a/sbom",
    config,
    layers: [config],
    subject: subjectDescriptor,
  };
  const text = JSON.stringify(artifact);
  expect(await push(`manifests/${digestOf(text)}`, text, type)).toBe("201");
  expect(await push("manifests/sbom", text, type)).toBe("201");
  expect(await push("manifests/latest", text, type)).toBe("403");
  const list = await curl(`http://${address}/v2/busybox/referrers/${subject}?artifactType=a/sbom`);
  expect(JSON.parse(list.stdout)).toMatchObject({ manifests: [{ digest: digestOf(text), artifactType: "a/sbom" }] });
  expect((await engine.request("GET", "/images/busybox:sbom/json")).status).toBe(404);
});

test("a layer that is mounted from the engine's image makes an image without being sent", async () => {
  const raw = await skopeo("inspect", "--raw", insecure, `docker://${address}/busybox`);
  const { config, layers } = JSON.parse(raw) as { config: { digest: string }; layers: Array<{ digest: string }> };
  for (const { digest } of [config, ...layers]) {
    const url = `http://${address}/v2/mounted/blobs/uploads/?mount=${digest}&from=busybox`;
    expect((await curl("-o", "/dev/null", "-w", "%{http_code}", "-X", "POST", url)).stdout).toBe("201");
  }
  const file = join(folder, "manifest");
  writeFileSync(file, raw);
  const { mediaType } = JSON.parse(raw) as { mediaType: string };
  const put = ["-X", "PUT", "-H", `Content-Type: ${mediaType}`, "--data-binary", `@${file}`];
  const { stdout } = await curl("-w", "%{http_code}", ...put, `http://${address}/v2/mounted/manifests/1`);
  expect(stdout).toEndWith("201");
  expect((await imageOf("mounted:1")).Id).toBe(digestOf(raw));
});

test("a layer whose content is not what its config says makes no image", async () => {
  const post = async (content: string): Promise<object> => {
    writeFileSync(join(folder, "blob"), content);
    const url = `http://${address}/v2/wrong/blobs/uploads/?digest=${digestOf(content)}`;
    await curl("-X", "POST", "--data-binary", `@${join(folder, "blob")}`, url);
    return { digest: digestOf(content), size: content.length };
  };
  const config = JSON.stringify({
    architecture: "amd64",
    os: "linux",
    rootfs: { type: "layers", diff_ids: [digestOf("other")] },
  });
  const manifest = {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: { mediaType: "application/vnd.oci.image.config.v1+json", ...(await post(config)) },
    layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", ...(await post("no tar")) }],
  };
  writeFileSync(join(folder, "manifest"), JSON.stringify(manifest));
  const put = [
    "-X",
    "PUT",
    "-H",
    `Content-Type: ${manifest.mediaType}`,
    "--data-binary",
    `@${join(folder, "manifest")}`,
  ];
  const { stdout } = await curl("-w", "%{http_code}", ...put, `http://${address}/v2/wrong/manifests/1`);
  expect(stdout).toContain("MANIFEST_INVALID");
  expect(stdout).toEndWith("400");
  expect((await engine.request("GET", "/images/wrong:1/json")).status).toBe(404);
});

test("what was pushed is there after a kill, and the registry serves again", async () => {
  const target = `docker://${address}/killed:1`;
  await skopeo("copy", "-q", `--dest${insecure.slice(1)}`, `docker-archive:${join(folder, "busybox.tar")}`, target);
  await engine.kill9();
  await engine.up();
  expect(await runs("killed:1")).toBe("it runs\n");
  expect(digestOf(await skopeo("inspect", "--raw", insecure, target))).toBe((await imageOf("killed:1")).Id);
});
