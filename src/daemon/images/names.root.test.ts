import { expect, test } from "bun:test";
import type { Digest } from "#base/digest.ts";
import { backgroundOp } from "#base/op.ts";
import { noFilters } from "#formats/filters.ts";
import { configOf, dockerArchive, fileMember, Layout, tarOf } from "./test-archives.ts";
import { ImageBench } from "./test-bench.ts";

const op = backgroundOp();
const layer = tarOf(fileMember("x", "12345"));
const other = tarOf(fileMember("y", "12345".repeat(5000)));
const gentle = { force: false, noPrune: false };
const forced = { force: true, noPrune: false };

async function failureOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "no failure",
    (error: Error) => error.message,
  );
}

function rows(bench: ImageBench, filters: Record<string, string[]> = {}) {
  const map = new Map(Object.entries(filters).map(([key, values]) => [key, new Set(values)]));
  return bench.images.list(op, { all: false, digests: false, sharedSize: false, manifests: false, filters: map });
}

const full = {
  Cmd: ["c"],
  Entrypoint: ["/e"],
  Env: ["A=1", "B=2"],
  ExposedPorts: { "80/tcp": {} },
  Labels: { k: "v" },
  User: "u:g",
  Volumes: { "/v": {} },
  WorkingDir: "/w",
  StopSignal: "SIGINT",
  OnBuild: ["COPY . /app"],
  Shell: ["/bin/ash", "-c"],
  Healthcheck: { Test: ["CMD", "true"], Interval: 5_000_000_000, Retries: 3 },
};

test("inspect and list say what Docker's image store says", async () => {
  await using bench = await ImageBench.make();
  const config = configOf([layer, other], { config: full, author: "Someone" });
  await bench.load(dockerArchive(["full:1", "other/repo:2"], [layer, other], config));
  const { id } = bench.images.resolve("full:1");
  const seen = await bench.images.inspect(op, "full:1", { manifests: true });
  const descriptor = {
    mediaType: "application/vnd.docker.distribution.manifest.v2+json",
    digest: id,
    size: seen.Descriptor?.size,
    annotations: { "io.containerd.image.name": "docker.io/library/full:1", "org.opencontainers.image.ref.name": "1" },
  };
  expect(seen).toMatchObject({
    Id: id,
    RepoTags: ["full:1", "other/repo:2"],
    RepoDigests: [`full@${id}`, `other/repo@${id}`],
    Author: "Someone",
    Architecture: "amd64",
    Os: "linux",
    Comment: "",
    Parent: "",
    DockerVersion: "",
    Created: "2024-01-01T00:00:00Z",
    Config: full,
    Descriptor: descriptor,
    GraphDriver: { Name: "overlayfs", Data: null },
  });
  expect(Object.keys(seen.Config ?? {}).sort()).toEqual(Object.keys(full).sort());
  const content = layer.length + other.length + config.length + (seen.Descriptor?.size ?? 0);
  expect([seen.Size, seen.Manifests?.[0]?.Size, seen.Manifests?.[0]?.ImageData?.Size]).toEqual([
    content,
    { Content: content, Total: content + 40_960 },
    { Unpacked: 40_960 },
  ]);
  expect(await rows(bench)).toMatchObject([
    {
      Id: id,
      Containers: 0,
      Created: 1_704_067_200,
      Labels: { k: "v" },
      SharedSize: -1,
      Size: content + 40_960,
      ParentId: "",
    },
  ]);
  const bare = dockerArchive(["bare:1"], [layer]);
  await bench.load(bare);
  expect((await bench.images.inspect(op, "bare:1", { manifests: false })).Config).toEqual({
    Cmd: null,
    Entrypoint: null,
    Env: null,
    Labels: null,
    OnBuild: null,
    User: "",
    Volumes: null,
    WorkingDir: "",
  });
});

test("an index: attestations are told apart, missing platforms said", async () => {
  await using bench = await ImageBench.make();
  const layout = new Layout();
  const image = layout.image([layer], { more: { platform: { os: "linux", architecture: "amd64" } } });
  const annotations = {
    "vnd.docker.reference.digest": image.digest,
    "vnd.docker.reference.type": "attestation-manifest",
  };
  const note = layout.image([other], { more: { platform: { os: "unknown", architecture: "unknown" }, annotations } });
  const missing = new Layout().image([other], {
    config: { architecture: "arm64" },
    more: { platform: { os: "linux", architecture: "arm64" } },
  });
  const top = layout.index(image, note, missing);
  await bench.load(layout.archive(["docker.io/library/noted:1", top]));
  const [row] = await bench.images.list(op, {
    all: false,
    digests: false,
    sharedSize: true,
    manifests: true,
    filters: noFilters,
  });
  expect(
    row?.Manifests?.map(({ Kind, Available, AttestationData }) => [Kind, Available, AttestationData?.For]),
  ).toEqual([
    ["image", true, undefined],
    ["attestation", true, image.digest],
    ["image", false, undefined],
  ]);
  const seen = await bench.images.inspect(op, "noted:1", { manifests: false });
  expect([seen.Id, seen.Architecture, seen.RepoDigests]).toEqual([top.digest, "amd64", [`noted@${top.digest}`]]);
});

test("an image of another platform is listed and found", async () => {
  await using bench = await ImageBench.make();
  await bench.load(dockerArchive(["arm:1"], [layer], configOf([layer], { architecture: "arm64", variant: "v8" })));
  const seen = await bench.images.inspect(op, "arm:1", { manifests: false });
  expect([seen.Architecture, seen.Variant]).toEqual(["arm64", "v8"]);
  expect(bench.snapshots.hasLayer(bench.images.resolve("arm:1").chainId as Digest)).toBe(true);
});

test("an image is found by name, id, the beginning of one, and digest; else Docker's words", async () => {
  await using bench = await ImageBench.make();
  await bench.load(dockerArchive(["busybox"], [layer]));
  const { id, configDigest } = bench.images.resolve("busybox");
  for (const ref of [
    id,
    id.slice(7),
    id.slice(7, 19),
    id.slice(0, 19),
    "docker.io/library/busybox",
    "index.docker.io/library/busybox:latest",
    `busybox@${id}`,
    `busybox:latest@${id}`,
    configDigest,
    configDigest.slice(7, 19),
  ]) {
    expect(bench.images.resolve(ref).id).toBe(id);
  }
  const messages: Record<string, string> = {
    "no-such": "No such image: no-such:latest",
    "no-such:9": "No such image: no-such:9",
    "sha256:zz": "No such image: sha256:zz",
    abcdefabcdef: "No such image: abcdefabcdef:latest",
    [`other@${id}`]: `No such image: other@${id}`,
    [`sha256:${"0".repeat(64)}`]: `No such image: sha256:${"0".repeat(64)}`,
    UPPER: "invalid reference format: repository name (library/UPPER) must be lowercase",
    "sha256:../../x": "invalid reference format",
  };
  for (const [ref, message] of Object.entries(messages))
    expect(() => bench.images.resolve(ref)).toThrow(new Error(message));
});

test("tags: where they go, what is refused, what is told", async () => {
  await using bench = await ImageBench.make();
  await bench.load(dockerArchive(["told:1"], [layer], configOf([layer], { config: { Labels: { k: "v" } } })));
  const { id } = bench.images.resolve("told:1");
  await bench.images.tag(op, "told:1", { repo: "told", tag: "2" });
  await bench.images.tag(op, id.slice(7, 19), { repo: "host.example:5000/a/b", tag: "" });
  expect(bench.images.resolve("host.example:5000/a/b:latest").id).toBe(id);
  const refusals: Array<[{ repo: string; tag: string }, string]> = [
    [{ repo: "BAD", tag: "" }, "invalid reference format: repository name (library/BAD) must be lowercase"],
    [{ repo: "../../x", tag: "y" }, "invalid reference format"],
    [{ repo: "x", tag: "../y" }, "invalid reference format"],
    [{ repo: "x", tag: "t".repeat(129) }, "invalid reference format"],
    [{ repo: `x@${id}`, tag: "" }, "refusing to create a tag with a digest reference"],
  ];
  for (const [target, message] of refusals)
    expect(await failureOf(bench.images.tag(op, "told:1", target))).toBe(message);
  expect(await failureOf(bench.images.tag(op, "no-such", { repo: "x", tag: "" }))).toBe(
    "No such image: no-such:latest",
  );
  await bench.reopen();
  expect((await bench.images.inspect(op, "told:2", { manifests: false })).RepoTags).toEqual([
    "told:1",
    "told:2",
    "host.example:5000/a/b:latest",
  ]);
  for (const name of ["told:2", "host.example:5000/a/b", "told:1"]) await bench.images.remove(op, name, gentle);
  expect(bench.events.map(({ action, actorId, attributes }) => [action, actorId === id, attributes])).toEqual([
    ["load", true, { k: "v", name: id }],
    ["tag", true, { k: "v", name: "told:2" }],
    ["tag", true, { k: "v", name: "host.example:5000/a/b:latest" }],
    ["untag", true, { name: "told:2" }],
    ["untag", true, { name: "host.example:5000/a/b:latest" }],
    ["untag", true, { name: "told:1" }],
    ["delete", true, { name: id }],
  ]);
});

test("removal: names first, with the last one the image and what only it used", async () => {
  await using bench = await ImageBench.make();
  await bench.load(dockerArchive(["shared:1"], [layer]));
  const before = await bench.leftovers();
  await bench.load(dockerArchive(["twice:1", "twice-b:1"], [layer, other]));
  const { id } = bench.images.resolve("twice:1");
  const short = id.slice(7, 19);
  expect(await failureOf(bench.images.remove(op, short, gentle))).toBe(
    `conflict: unable to delete ${short} (must be forced) - image is referenced in multiple repositories`,
  );
  expect(await bench.images.remove(op, "twice:1", gentle)).toEqual([{ Untagged: "twice:1" }]);
  expect(await bench.images.remove(op, "twice-b:1", gentle)).toEqual([{ Untagged: "twice-b:1" }, { Deleted: id }]);
  expect(await failureOf(bench.images.remove(op, "twice-b:1", gentle))).toBe("No such image: twice-b:1");
  expect(await bench.leftovers()).toEqual(before);
  await bench.load(dockerArchive(["twice:1", "twice-b:1"], [layer, other]));
  expect(await bench.images.remove(op, short, forced)).toEqual([
    { Untagged: "twice-b:1" },
    { Untagged: "twice:1" },
    { Deleted: id },
  ]);
});

test("removal of an image that containers use", async () => {
  await using bench = await ImageBench.make();
  await bench.load(dockerArchive(["used:1"], [layer]));
  const { id, chainId } = bench.images.resolve("used:1");
  const short = id.slice(7, 19);
  const containerId = "c".repeat(64);
  bench.users.set(id, [{ containerId, running: true, reference: "used:1" }]);
  expect(await failureOf(bench.images.remove(op, "used:1", gentle))).toBe(
    `conflict: unable to remove repository reference "used:1" (must force) - container cccccccccccc is using its referenced image ${short}`,
  );
  expect(await failureOf(bench.images.remove(op, short, forced))).toBe(
    `conflict: unable to delete ${short} (cannot be forced) - image is being used by running container cccccccccccc`,
  );
  await bench.images.tag(op, "used:1", { repo: "used", tag: "2" });
  expect(await bench.images.remove(op, "used:2", gentle)).toEqual([{ Untagged: "used:2" }]);
  bench.users.set(id, [{ containerId, running: false, reference: "used:1" }]);
  expect(await failureOf(bench.images.remove(op, short, gentle))).toBe(
    `conflict: unable to delete ${short} (must be forced) - image is being used by stopped container cccccccccccc`,
  );
  await bench.snapshots.createWritable(op, containerId, chainId);
  expect(await bench.images.remove(op, "used:1", forced)).toEqual([{ Untagged: "used:1" }]);
  expect(await rows(bench, { dangling: ["true"] })).toMatchObject([{ Id: id, RepoTags: [], Containers: 1 }]);
  expect(await bench.images.remove(op, id, forced)).toEqual([{ Deleted: id }]);
  expect(bench.snapshots.overlayOf(containerId).lowers.length).toBe(1);
});

test("list filters", async () => {
  await using bench = await ImageBench.make();
  const image = (tag: string, created: string, k: string) =>
    bench.load(dockerArchive([tag], [layer], configOf([layer], { created, config: { Labels: { k } } })));
  await image("lf/a:1", "2024-01-01T00:00:00Z", "v");
  await image("lf/b:2", "2024-02-01T00:00:00Z", "w");
  const cases: Array<[Record<string, string[]>, string[]]> = [
    [{}, ["lf/b:2", "lf/a:1"]],
    [{ reference: ["lf/*"] }, ["lf/b:2", "lf/a:1"]],
    [{ reference: ["lf/a"] }, ["lf/a:1"]],
    [{ reference: ["lf/a:9"] }, []],
    [{ reference: ["*/b:2"] }, ["lf/b:2"]],
    [{ reference: ["lf/[ab]:?"] }, ["lf/b:2", "lf/a:1"]],
    [{ label: ["k"] }, ["lf/b:2", "lf/a:1"]],
    [{ label: ["k=w"] }, ["lf/b:2"]],
    [{ label: ["k=v", "k=w"] }, []],
    [{ "label!": ["k=v"] }, ["lf/b:2"]],
    [{ before: ["lf/b:2"] }, ["lf/a:1"]],
    [{ since: ["lf/a:1"], label: ["k"] }, ["lf/b:2"]],
    [{ until: ["2024-01-15T00:00:00Z"] }, ["lf/a:1"]],
    [{ until: ["1h"] }, ["lf/b:2", "lf/a:1"]],
    [{ dangling: ["false"] }, ["lf/b:2", "lf/a:1"]],
    [{ dangling: ["1"] }, []],
  ];
  for (const [filters, want] of cases) {
    expect({ filters, got: (await rows(bench, filters)).flatMap(({ RepoTags }) => RepoTags ?? []) }).toEqual({
      filters,
      got: want,
    });
  }
  expect(await failureOf(rows(bench, { foo: ["bar"] }))).toBe("invalid filter 'foo'");
  expect(await failureOf(rows(bench, { dangling: ["xx"] }))).toBe("invalid filter 'dangling=[xx]'");
  expect(await failureOf(rows(bench, { before: ["none"] }))).toBe("No such image: none:latest");
});
