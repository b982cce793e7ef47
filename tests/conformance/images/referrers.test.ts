import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { busyboxLayer, sha256, tarOf } from "../../../tools/docker-archive.ts";
import { filesOfArchive } from "../../support/archive.ts";
import { Cosign } from "../../support/cosign.ts";
import { ImageTools } from "../../support/image-tools.ts";
import { smallImage } from "../../support/images.ts";
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

/** An OCI layout of what a registry has of a manifest and of those that refer to it, by the tag of registries without a referrers API. */
async function layoutOf(
  tools: ImageTools,
  at: { readonly url: string; readonly digest: string; readonly name: string },
) {
  const files = new Map<string, Buffer>([["oci-layout", Buffer.from('{"imageLayoutVersion":"1.0.0"}')]]);
  const get = async (path: string, accept = "*/*"): Promise<Buffer> => {
    await tools.run(["curl", "-sfL", "-H", `Accept: ${accept}`, "-o", tools.path("got"), `${at.url}/${path}`]);
    return readFileSync(tools.path("got"));
  };
  const addManifest = async (digest: string): Promise<Entry> => {
    const bytes = await get(
      `manifests/${digest}`,
      `${manifestType}, application/vnd.docker.distribution.manifest.v2+json`,
    );
    files.set(`blobs/${digest.replace(":", "/")}`, bytes);
    const { mediaType, config, layers } = JSON.parse(bytes.toString()) as {
      mediaType: string;
      config: Entry;
      layers: Entry[];
    };
    for (const part of [config, ...layers])
      files.set(`blobs/${part.digest.replace(":", "/")}`, await get(`blobs/${part.digest}`));
    return { mediaType, digest, size: bytes.length };
  };
  const list = await get(`manifests/${at.digest.replace(":", "-")}`, "application/vnd.oci.image.index.v1+json");
  const { manifests: referrers } = JSON.parse(list.toString()) as { manifests: Entry[] };
  for (const { digest } of referrers) await addManifest(digest);
  const image = { ...(await addManifest(at.digest)), annotations: { "io.containerd.image.name": at.name } };
  files.set("index.json", Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [image, ...referrers] })));
  return tarOf(new Map([...files].map(([path, file]) => [path, { file }])));
}

test("cosign finds its signature where an image was brought by archives", async () => {
  const own = await engine();
  await using tools = new ImageTools(own.namespace);
  const docker = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await own.docker(args);
    if (code !== 0) throw new Error(`docker ${args.join(" ")}: ${stderr}`);
    return stdout;
  };
  const address = await tools.registry();
  await own.load(smallImage("cosigned:1"));
  await docker("tag", "cosigned:1", `${address}/from:1`);
  const digest = /digest: (sha256:[0-9a-f]{64})/.exec(await docker("push", `${address}/from:1`))![1]!;
  mkdirSync(tools.path("keys"));
  const cosign = await Cosign.make(tools.path("keys"), (command) => tools.run(command));
  await cosign.sign(`${address}/from@${digest}`, "referrer");
  await docker("rmi", "-f", "cosigned:1", `${address}/from:1`);

  const moved = `${address}/to:1`;
  writeFileSync(
    tools.path("signed.tar"),
    await layoutOf(tools, { url: `http://${address}/v2/from`, digest, name: moved }),
  );
  await docker("load", "-i", tools.path("signed.tar"));
  await docker("save", "-o", tools.path("again.tar"), moved);
  await docker("rmi", "-f", moved);
  await docker("load", "-i", tools.path("again.tar"));
  await docker("push", moved);
  // Docker's engine leaves it behind.
  expect(await cosign.verifies(moved, "referrer")).toBe(own.kind !== "dockerd");
}, 120_000);
