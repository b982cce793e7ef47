import type { Reference } from "#formats/reference/reference.ts";
import { between } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { Credentials } from "../../credentials/credentials.ts";
import { bool } from "../../flags/scalars.ts";
import { indentJson } from "../../format/indent-json.ts";
import { type ImageManifest, imageManifestJson, manifestText } from "../../manifests/image-manifest.ts";
import { manifestListText } from "../../manifests/manifest-list.ts";
import { ManifestStore, NoSuchManifest } from "../../manifests/manifest-store.ts";
import { manifestName } from "../../manifests/names.ts";
import { RemoteManifests } from "../../manifests/remote-manifests.ts";

export const command = {
  usage: "[OPTIONS] [MANIFEST_LIST] MANIFEST",
  arguments: between(1, 2),
  flags: {
    insecure: bool({ usage: "Allow plain HTTP, and certificates that nobody vouches for" }),
    verbose: bool({ short: "v", usage: "Output names, platforms and layers, too" }),
  },
  engine: "unused",
} satisfies Command;

export const run = runs(command, async (op, io, _client, { flags, args }) => {
  const name = manifestName(args.at(-1) ?? "");
  const store = new ManifestStore(io.engine.configFolder);
  const show = (text: string): void => io.stdout.write(`${text}\n`);
  if (args.length === 2) {
    const image = store.image(manifestName(args[0] ?? ""), name);
    if (image === undefined) throw new NoSuchManifest(name);
    return show(imageText(image, flags.verbose));
  }
  if (store.has(name)) return show(listText(name, store.list(name), flags.verbose));
  const remote = new RemoteManifests(io, { credentials: new Credentials(io), insecure: flags.insecure });
  const found = await remote.imageOrList(op, name);
  show("image" in found ? imageText(found.image, flags.verbose) : listText(name, found.list, flags.verbose));
});

function imageText(image: ImageManifest, verbose: boolean): string {
  return indentJson(verbose ? imageManifestJson(image) : manifestText(image), "\t");
}

function listText(name: Reference, images: readonly ImageManifest[], verbose: boolean): string {
  if (verbose) return indentJson(`[${images.map(imageManifestJson).join(",")}]`, "\t");
  try {
    return manifestListText(name, images);
  } catch (error) {
    throw new Error(`failed to assemble ManifestDescriptor: ${(error as Error).message}`);
  }
}
