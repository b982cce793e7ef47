import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { busyboxLayer, sha256, tarOf } from "../../../tools/docker-archive.ts";
import { filesOfArchive } from "../../support/archive.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

/** Archives with signatures and the like beside an image, which Docker's image store loads and saves, too. */
const engine = sharedEngine({ config: { features: { "containerd-snapshotter": true } } });
const name = "docker.io/library/signed:1";
const manifestType = "application/vnd.oci.image.manifest.v1+json";

interface Entry {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** An OCI layout of an image and a signature of it. */
function signedLayout() {
  const files = new Map<string, Buffer>();
  const add = (mediaType: string, document: object | Buffer): Entry => {
    const bytes = Buffer.isBuffer(document) ? document : Buffer.from(JSON.stringify(document));
    files.set(`blobs/sha256/${sha256(bytes)}`, bytes);
    return { mediaType, digest: `sha256:${sha256(bytes)}`, size: bytes.length };
  };
  const layer = add("application/vnd.oci.image.layer.v1.tar", Buffer.from(busyboxLayer()));
  const config = add("application/vnd.oci.image.config.v1+json", {
    ...{ architecture: "amd64", os: "linux", config: { Cmd: ["echo", "signed"], Env: ["PATH=/bin"] } },
    rootfs: { type: "layers", diff_ids: [layer.digest] },
  });
  const base = { schemaVersion: 2, mediaType: manifestType };
  const image = add(manifestType, { ...base, config, layers: [layer] });
  const empty = add("application/vnd.oci.empty.v1+json", {});
  const artifactType = "application/x-signature";
  const said = add("text/plain", Buffer.from("it is good"));
  const signature = add(manifestType, { ...base, artifactType, config: empty, layers: [said], subject: image });
  const named = { ...image, annotations: { "io.containerd.image.name": name } };
  const manifests = [named, { ...signature, artifactType }];
  files.set("index.json", Buffer.from(JSON.stringify({ schemaVersion: 2, manifests })));
  files.set("oci-layout", Buffer.from('{"imageLayoutVersion":"1.0.0"}'));
  return { archive: tarOf(new Map([...files].map(([path, file]) => [path, { file }]))), image, signature };
}

test("an image whose archive holds a signature of it loads, runs, and is saved with it", async () => {
  const { archive, image, signature } = signedLayout();
  const own = await engine();
  const docker = (args: string[]) => own.docker(args);
  const [path, again] = [`${own.paths.folder}/signed.tar`, `${own.paths.folder}/again.tar`];
  writeFileSync(path, archive);
  const loaded = await docker(["load", "-i", path]);
  expect(loaded.stdout).toContain("Loaded image: signed:1");
  expect((await docker(["run", "--rm", "signed:1"])).stdout).toBe("signed\n");
  expect((await docker(["save", "-o", again, "signed:1"])).code).toBe(0);
  const files = filesOfArchive(await Bun.file(again).bytes());
  const index = JSON.parse(files.get("index.json")!.toString()) as { manifests: Entry[] };
  // Docker leaves it out, and takes it for an image without a name.
  const kept = own.kind === "dockerd" ? [] : [signature.digest];
  expect(index.manifests.map(({ digest }) => digest)).toEqual([image.digest, ...kept]);
});
