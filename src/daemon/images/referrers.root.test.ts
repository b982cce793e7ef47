import { expect, test } from "bun:test";
import { backgroundOp } from "#base/op.ts";
import { filesOfArchive } from "../../../tests/support/archive.ts";
import { Layout } from "./test-archives.ts";
import { ImageBench } from "./test-bench.ts";
import { layer, other, team } from "./test-pulls.ts";

const op = backgroundOp();
const name = "reg.example/team/app:1";
const amd64 = { os: "linux", architecture: "amd64" };
const arm64 = { os: "linux", architecture: "arm64" };
const manifestType = "application/vnd.oci.image.manifest.v1+json";

/** An index of two platforms; a signature of one of them, its countersignature, and a bill of materials of the index. */
function signedImage() {
  const layout = new Layout();
  const empty = layout.put(Buffer.from("{}"), "application/vnd.oci.empty.v1+json");
  const speak = (subject: object, artifactType: string, text: string) => {
    const layers = [layout.put(Buffer.from(text), "text/plain")];
    return layout.put({ config: empty, layers, subject, artifactType }, manifestType);
  };
  const image = layout.image([layer], { more: { platform: amd64 } });
  const arm = layout.image([other], { config: { architecture: "arm64" }, more: { platform: arm64 } });
  const index = layout.index(image, arm);
  const plain = { mediaType: image.mediaType, digest: image.digest, size: image.size };
  const signature = speak(plain, "application/x-signature", "signed");
  const counter = speak(signature, "application/x-counter", "signed again");
  const materials = speak(index, "application/x-materials", "made of this");
  return { layout, index, image, arm, signature, counter, materials };
}

async function savedIndex(bench: ImageBench, platform?: typeof amd64): Promise<{ archive: Buffer; entries: string[] }> {
  const saved = await bench.images.save(op, [name], platform);
  const chunks: Uint8Array[] = [];
  for await (const chunk of saved.content) chunks.push(Buffer.from(chunk));
  await saved.close();
  const archive = Buffer.concat(chunks);
  const files = filesOfArchive(archive);
  const index = JSON.parse(files.get("index.json")?.toString() ?? "") as {
    manifests: Array<{ digest: string; artifactType?: string }>;
  };
  for (const { digest } of index.manifests) expect(files.has(`blobs/sha256/${digest.slice(7)}`)).toBe(true);
  return { archive, entries: index.manifests.map(({ digest, artifactType = "" }) => `${artifactType} ${digest}`) };
}

test("what speaks of an image stays with it: through load, pull, restart, push, save and load", async () => {
  await using bench = await ImageBench.make();
  const { layout, index, signature, counter, materials } = signedImage();
  // The countersignature comes first: what it speaks of is known later.
  await bench.load(layout.archive([undefined, counter], [name, index], [undefined, signature], [undefined, materials]));
  expect(bench.images.count()).toBe(1);
  bench.registries.serve(team, "1", { target: index, blobs: layout.blobs });
  await bench.pull(name);
  await bench.reopen();
  await bench.pull(name);

  const { archive, entries } = await savedIndex(bench);
  expect(entries).toEqual([
    ` ${index.digest}`,
    `application/x-signature ${signature.digest}`,
    `application/x-materials ${materials.digest}`,
    `application/x-counter ${counter.digest}`,
  ]);
  await using fresh = await ImageBench.make();
  expect(await fresh.load(archive)).toBe(`Loaded image: ${name}\n`);
  expect((await savedIndex(fresh)).archive.equals(archive)).toBe(true);
  await fresh.push(name);
  const kept = [...fresh.registries.kept(team).manifests.keys()];
  for (const { digest } of [signature, counter, materials]) expect(kept).toContain(digest);
  await fresh.images.remove(op, name, { force: false, noPrune: false });
  expect((await fresh.leftovers()).blobs).toEqual([]);
});

test("one platform is saved with what speaks of it alone", async () => {
  await using bench = await ImageBench.make();
  const { layout, index, image, arm, signature, counter, materials } = signedImage();
  await bench.load(layout.archive([name, index], [undefined, signature], [undefined, counter], [undefined, materials]));
  expect((await savedIndex(bench, amd64)).entries).toEqual([
    ` ${image.digest}`,
    `application/x-signature ${signature.digest}`,
    `application/x-counter ${counter.digest}`,
  ]);
  expect((await savedIndex(bench, arm64)).entries).toEqual([` ${arm.digest}`]);
});

test("what speaks of no image of the archive is refused, as what is no image is", async () => {
  await using bench = await ImageBench.make();
  const { layout, arm, signature } = signedImage();
  const outcome = await bench.load(layout.archive([name, arm], [undefined, signature])).then(
    () => "loaded",
    (error: Error) => error.message,
  );
  expect(outcome).toContain("no manifest of an image");
  expect((await bench.leftovers()).blobs).toEqual([]);
});
