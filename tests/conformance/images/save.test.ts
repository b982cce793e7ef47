import { expect, test } from "bun:test";
import { busyboxArchive, busyboxLayer, imageArchive, sha256, tarOf } from "../../../tools/docker-archive.ts";
import { filesOfArchive, namesOfArchive } from "../../support/archive.ts";
import { smallImage } from "../../support/images.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine({ config: { features: { "containerd-snapshotter": true } } });

interface ManifestEntry {
  readonly Config: string;
  readonly RepoTags: string[] | null;
  readonly Layers: string[];
}

interface IndexEntry {
  readonly digest: string;
  readonly annotations?: Record<string, string>;
}

async function saved(path: string): Promise<Map<string, Buffer>> {
  const { status, body } = await (await engine()).request("GET", path);
  expect([status, status === 200 ? "" : body.toString()]).toEqual([200, ""]);
  return filesOfArchive(body);
}

function manifestOf(files: ReadonlyMap<string, Buffer>): ManifestEntry[] {
  return JSON.parse(files.get("manifest.json")!.toString());
}

function indexOf(files: ReadonlyMap<string, Buffer>): IndexEntry[] {
  return (JSON.parse(files.get("index.json")!.toString()) as { manifests: IndexEntry[] }).manifests;
}

async function idOf(name: string): Promise<string> {
  return (await (await engine()).json<{ Id: string }>("GET", `/images/${name}/json`)).Id;
}

async function errorOf(path: string): Promise<[number, string]> {
  const { status, body } = await (await engine()).request("GET", path);
  return [status, (JSON.parse(body.toString()) as { message: string }).message];
}

test("an archive is a docker archive and an OCI layout, and its blobs are what their names say", async () => {
  await (await engine()).load(smallImage("saved:1"));
  const files = await saved("/images/get?names=saved:1");
  expect(files.get("oci-layout")!.toString().trim()).toBe('{"imageLayoutVersion":"1.0.0"}');
  const [entry] = manifestOf(files);
  expect(entry?.RepoTags).toEqual(["saved:1"]);
  const config = JSON.parse(files.get(entry!.Config)!.toString()) as { rootfs: { diff_ids: string[] } };
  expect(entry!.Layers.map((name) => `sha256:${sha256(files.get(name)!)}`)).toEqual(config.rootfs.diff_ids);
  for (const [name, bytes] of files) if (name.startsWith("blobs/")) expect(name).toBe(`blobs/sha256/${sha256(bytes)}`);
  expect(indexOf(files)).toMatchObject([
    {
      digest: await idOf("saved:1"),
      annotations: {
        "io.containerd.image.name": "docker.io/library/saved:1",
        "org.opencontainers.image.ref.name": "1",
      },
    },
  ]);
});

test("the same images give the same bytes, sorted, with shared layers once", async () => {
  await (await engine()).load(smallImage("twin-a:1"));
  await (await engine()).load(smallImage("twin-b:1"));
  const path = "/images/get?names=twin-a:1&names=twin-b:1";
  const { body } = await (await engine()).request("GET", path);
  expect(body.equals((await (await engine()).request("GET", path)).body)).toBe(true);
  const names = namesOfArchive(body).filter((name) => /sha256\/./.test(name));
  expect(names).toEqual([...new Set(names)].sort());
  expect(names).toContain(`blobs/sha256/${sha256(busyboxLayer())}`);
  expect(names).toHaveLength(2 * 3 + 1);
});

test("a bare repository is all its tags, an id or a digest has no name", async () => {
  await (await engine()).load(smallImage("whole:1"));
  await (await engine()).json("POST", "/images/whole:1/tag?repo=whole&tag=2");
  const id = await idOf("whole:1");
  expect(manifestOf(await saved("/images/whole/get")).map(({ RepoTags }) => RepoTags)).toEqual([
    ["whole:1", "whole:2"],
  ]);
  for (const ref of [id, id.slice(7, 19), `whole@${id}`]) {
    const files = await saved(`/images/get?names=${ref}`);
    expect(manifestOf(files)[0]!.RepoTags).toBeNull();
    expect(indexOf(files).map(({ digest, annotations }) => [digest, annotations])).toEqual([[id, undefined]]);
  }
});

test("several names, through the client, and back", async () => {
  await (await engine()).load(smallImage("back:1"));
  await (await engine()).json("POST", "/images/back:1/tag?repo=other/back&tag=2");
  const id = await idOf("back:1");
  const { paths } = await engine();
  const archive = `${paths.folder}/back.tar`;
  expect((await (await engine()).docker(["save", "-o", archive, "back:1", "other/back:2"])).code).toBe(0);
  await (await engine()).docker(["rmi", "back:1", "other/back:2"]);
  const { stdout } = await (await engine()).docker(["load", "-i", archive]);
  expect(stdout.split("\n").sort()).toEqual(["", "Loaded image: back:1", "Loaded image: other/back:2"]);
  expect(await idOf("other/back:2")).toBe(id);
  expect((await (await engine()).docker(["run", "--rm", "back:1"])).stdout).toBe("back:1");
});

test("layers stay packed as they came", async () => {
  const layer = Buffer.from(Bun.gzipSync(new Uint8Array(tarOf({ packed: { file: "x" } }))));
  const archive = imageArchive({ tags: ["packed:1"], layers: [tarOf({ packed: { file: "x" } })], config: {} });
  const files = filesOfArchive(archive);
  const [entry] = manifestOf(files);
  files.set(entry!.Layers[0]!, layer);
  await (await engine()).load(tarOf(new Map([...files].map(([name, file]) => [name, { file }]))));
  const back = await saved("/images/packed:1/get");
  expect(back.get(`blobs/sha256/${sha256(layer)}`)?.equals(layer)).toBe(true);
});

test("what is not there, and what is no name", async () => {
  const own = await engine();
  const zeros = `sha256:${"0".repeat(64)}`;
  const unknown = await errorOf("/images/get?names=nothing:1");
  // Of the reference this is the text of its default store, whose texts are what counts.
  expect(unknown).toEqual([404, own.kind === "dockerd" ? expect.any(String) : "reference does not exist"]);
  expect((await errorOf("/images/get?names=nothing"))[1]).toMatch(/^No such image: nothing(:latest)?$/);
  expect(await errorOf(`/images/get?names=${zeros}`)).toEqual([404, `No such image: ${zeros}`]);
  expect(await errorOf("/images/get?names=busybox&names=")).toEqual([400, "invalid reference format"]);
  expect(await errorOf("/images/UP:1/get")).toEqual([
    400,
    "invalid reference format: repository name (library/UP) must be lowercase",
  ]);
});

test("a save goes on to its end while its image is removed", async () => {
  const tags = ["leaving:1"];
  const layers = [busyboxLayer(), tarOf({ big: { file: Buffer.alloc(24 << 20, "0123456789abcdef") } })];
  await (await engine()).load(imageArchive({ tags, layers, config: {} }));
  const { paths } = await engine();
  const response = await fetch("http://engine/v1.51/images/leaving:1/get", { unix: paths.socket });
  const reader = response.body!.getReader();
  const chunks: Uint8Array[] = [(await reader.read()).value!];
  const removed = await (await engine()).json<Array<{ Deleted?: string }>>("DELETE", "/images/leaving:1");
  expect(removed.some(({ Deleted }) => Deleted !== undefined)).toBe(true);
  for (let next = await reader.read(); !next.done; next = await reader.read()) chunks.push(next.value);
  const files = filesOfArchive(Buffer.concat(chunks));
  expect(manifestOf(files)[0]!.Layers.map((name) => sha256(files.get(name)!))).toEqual(layers.map(sha256));
});

test("an empty list is an empty archive, and the events say what was saved", async () => {
  await (await engine()).load(busyboxArchive());
  const files = await saved("/images/get");
  expect(indexOf(files) ?? []).toEqual([]);
  expect(files.has("manifest.json")).toBe(false);
  const id = await idOf("busybox");
  await saved("/images/busybox/get");
  const until = Math.floor(Date.now() / 1000) + 1;
  const { body } = await (await engine()).request("GET", `/events?since=1&until=${until}&filters={"event":["save"]}`);
  const last = JSON.parse(body.toString().trim().split("\n").at(-1)!) as { Actor: { ID: string; Attributes: object } };
  expect(last.Actor).toMatchObject({ ID: id, Attributes: { name: id } });
});
