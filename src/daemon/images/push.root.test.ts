import { expect, test } from "bun:test";
import { digestOf } from "#base/digest-of.ts";
import { backgroundOp } from "#base/op.ts";
import { configOf, dockerArchive, Layout } from "./test-archives.ts";
import { ImageBench } from "./test-bench.ts";
import { failureOf, layer, other, serve, team, textOf } from "./test-pulls.ts";

const op = backgroundOp();
const [low, top] = [layer, other].map((bytes) => digestOf(bytes).slice(7, 19));
const configs = [digestOf(configOf([layer])), digestOf(configOf([layer, other]))];
const amd64 = { os: "linux", architecture: "amd64" };
const arm64 = { os: "linux", architecture: "arm64" };

function sent(bench: ImageBench): string[] {
  return bench.registries.asked.filter((what) => what.startsWith("PUT blob") || what.startsWith("MOUNT"));
}

test("a push says what Docker's says, and gives the registry the image as it is", async () => {
  await using bench = await ImageBench.make();
  await bench.load(dockerArchive(["reg.example/team/app:1"], [layer, other]));
  const { id } = bench.images.resolve("reg.example/team/app:1");
  bench.limits = { downloads: 1, uploads: 1 };
  const lines = await bench.push("reg.example/team/app", { tag: "1" });
  const size = bench.registries.kept(team).manifests.get("1")?.bytes.length ?? 0;
  expect(textOf(lines)).toEqual([
    "The push refers to repository [reg.example/team/app]",
    `${top}: Preparing`,
    `${low}: Preparing`,
    `${low}: Waiting`,
    `${top}: Pushing`,
    `${top}: Pushed`,
    `${low}: Pushing`,
    `${low}: Pushed`,
    `1: digest: ${id} size: ${size}`,
    "",
  ]);
  expect(lines.at(-1)).toEqual({ progressDetail: {}, aux: { Tag: "1", Digest: id, Size: size } });
  expect(lines[4]).toEqual({
    status: "Pushing",
    progressDetail: { current: other.length, total: other.length },
    progress: "[==================================================>]  251.9kB/251.9kB",
    id: top ?? "",
  });
  expect(bench.registries.accesses[0]?.actions).toBe("pull,push");
  expect(textOf(await bench.push("reg.example/team/app:1")).slice(4, 6)).toEqual([
    `${top}: Layer already exists`,
    `${low}: Layer already exists`,
  ]);
  const { timeNs: _, ...event } = { timeNs: 0n, ...bench.events.at(-1) };
  expect(event).toEqual({
    type: "image",
    action: "push",
    actorId: "reg.example/team/app:1",
    attributes: { name: "reg.example/team/app" },
  });
  expect(bench.registries.open).toBe(0);
});

test("blobs are mounted from where they are known to be, also after a restart, until they are gone here", async () => {
  await using bench = await ImageBench.make();
  serve(bench, "1", [layer]);
  await bench.pull("reg.example/team/app:1");
  await bench.reopen();
  bench.registries.asked.length = 0;
  await bench.images.tag(op, "reg.example/team/app:1", { repo: "reg.example/elsewhere", tag: "1" });
  expect(textOf(await bench.push("reg.example/elsewhere:1"))).toContain(`${low}: Mounted from team/app`);
  expect(sent(bench)).toEqual([`MOUNT ${digestOf(layer)} team/app`, `MOUNT ${configs[0]} team/app`]);
  bench.registries.asked.length = 0;
  await bench.images.tag(op, "reg.example/team/app:1", { repo: "other.example/x", tag: "1" });
  expect(textOf(await bench.push("other.example/x:1"))).toContain(`${low}: Pushed`);
  expect(sent(bench)).toEqual([`PUT blob ${digestOf(layer)}`, `PUT blob ${configs[0]}`]);
  for (const name of ["reg.example/team/app:1", "reg.example/elsewhere:1", "other.example/x:1"]) {
    await bench.images.remove(op, name, { force: false, noPrune: false });
  }
  expect(await bench.store.list(op, "blob-source")).toEqual([]);
});

test("all tags; what cannot be pushed, in Docker's words", async () => {
  await using bench = await ImageBench.make();
  await bench.load(dockerArchive(["reg.example/team/app:a", "reg.example/team/app:b"], [layer]));
  const all = textOf(await bench.push("reg.example/team/app"));
  expect(all.filter((line) => line.includes("digest: "))).toHaveLength(2);
  const { id } = bench.images.resolve("reg.example/team/app:a");
  const refusals: Array<[string, string]> = [
    ["nothere:1", "An image does not exist locally with the tag: nothere"],
    ["reg.example/team/app:9", "tag does not exist: reg.example/team/app:9"],
    [`reg.example/team/app@${id}`, "cannot push a digest reference"],
  ];
  for (const [name, message] of refusals) expect(await failureOf(bench.push(name))).toBe(message);
  expect(await failureOf(bench.push("x", { tag: "bad!" }))).toBe("invalid tag format");
  expect(await failureOf(bench.push("reg.example/team/app:a", { platform: arm64 }))).toBe(
    "image with reference reg.example/team/app:a was found but its platform (linux/amd64) does not match the specified platform (linux/arm64)",
  );
});

test("an index goes whole where it is whole; else one platform of it, which is told", async () => {
  await using bench = await ImageBench.make();
  const layout = new Layout();
  const image = layout.image([layer], { more: { platform: amd64 } });
  const arm = layout.image([other], { config: { architecture: "arm64" }, more: { platform: arm64 } });
  const empty = layout.put(Buffer.from("{}"), "application/vnd.oci.empty.v1+json");
  const signature = layout.put(
    { config: empty, layers: [empty], subject: image, artifactType: "application/x-signature" },
    "application/vnd.oci.image.manifest.v1+json",
  );
  const index = layout.index(image, arm, signature);
  await bench.load(layout.archive(["reg.example/team/app:1", index]));
  expect(textOf(await bench.push("reg.example/team/app:1"))).toContain(
    `1: digest: ${index.digest} size: ${index.size}`,
  );
  const kept = bench.registries.kept(team);
  for (const digest of layout.blobs.keys()) expect(kept.blobs.has(digest) || kept.manifests.has(digest)).toBe(true);

  const other2 = { domain: "other.example", path: "x" };
  await bench.images.tag(op, "reg.example/team/app:1", { repo: "other.example/x", tag: "1" });
  const lines = await bench.push("other.example/x:1", { platform: amd64 });
  expect(textOf(lines)).toContain(`1: digest: ${image.digest} size: ${image.size}`);
  const names = [...bench.registries.kept(other2).manifests.keys()];
  expect(names.sort()).toEqual(["1", image.digest, signature.digest].sort());
  const s390x = { os: "linux", architecture: "s390x" };
  expect(await failureOf(bench.push("other.example/x:1", { platform: s390x }))).toBe(
    "image with reference other.example/x:1 was found but does not provide the specified platform (linux/s390x)",
  );

  await using fresh = await ImageBench.make();
  fresh.registries.serve(team, "1", { target: index, blobs: layout.blobs });
  await fresh.pull("reg.example/team/app:1");
  await fresh.images.tag(op, "reg.example/team/app:1", { repo: "other.example/x", tag: "1" });
  const instead = await fresh.push("other.example/x:1");
  expect(textOf(instead)).toContain(`1: digest: ${image.digest} size: ${image.size}`);
  expect(instead.at(-1)?.aux).toMatchObject({
    manifestPushedInsteadOfIndex: true,
    originalIndex: { digest: index.digest },
    selectedManifest: { digest: image.digest },
  });
});

test("what a loaded archive says of an image alone is kept with it, and goes along", async () => {
  await using bench = await ImageBench.make();
  const layout = new Layout();
  const image = layout.image([layer]);
  const empty = layout.put(Buffer.from("{}"), "application/vnd.oci.empty.v1+json");
  const signature = layout.put(
    { config: empty, layers: [empty], subject: image, artifactType: "application/x-signature" },
    "application/vnd.oci.image.manifest.v1+json",
  );
  await bench.load(layout.archive(["reg.example/team/app:1", image], [undefined, signature]));
  await bench.reopen();
  await bench.push("reg.example/team/app:1");
  expect([...bench.registries.kept(team).manifests.keys()]).toEqual([signature.digest, "1", image.digest]);
  await bench.images.remove(op, "reg.example/team/app:1", { force: false, noPrune: false });
  expect((await bench.leftovers()).blobs).toEqual([]);
});
