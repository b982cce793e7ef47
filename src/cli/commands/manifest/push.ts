import type { Op } from "#base/op.ts";
import { parseReference, type Reference, referenceText } from "#formats/reference/reference.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { Credentials } from "../../credentials/credentials.ts";
import { bool } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { blobsOf, type ImageManifest } from "../../manifests/image-manifest.ts";
import { pushedList } from "../../manifests/manifest-list.ts";
import { ManifestStore } from "../../manifests/manifest-store.ts";
import { manifestName } from "../../manifests/names.ts";
import { RemoteManifests } from "../../manifests/remote-manifests.ts";
import type { RemoteRepository } from "../../registry/open-repository.ts";

export const command = {
  usage: "[OPTIONS] MANIFEST_LIST",
  arguments: exactly(1),
  flags: {
    insecure: bool({ usage: "Allow plain HTTP, and certificates that nobody vouches for" }),
    purge: bool({ short: "p", usage: "Remove the list once it is sent" }),
  },
  engine: "unused",
} satisfies Command;

export const run = runs(command, async (op, io, _client, { flags, args }) => {
  const list = manifestName(args[0] ?? "");
  const store = new ManifestStore(io.engine.configFolder);
  const images = store.list(list);
  const document = pushedList(list, images);
  const remote = new RemoteManifests(io, { credentials: new Credentials(io), insecure: flags.insecure });
  await remote.pushing(op, list, async (repository) => {
    const foreign = images.filter(({ Ref }) => parseReference(Ref).path !== list.path);
    for (const image of foreign) await mountBlobs(op, repository, { list, image });
    for (const image of foreign) await putImage(op, io, repository, { list, image });
    await repository.put(op, document, list.digest ?? list.tag ?? "");
  });
  io.stdout.write(`${document.descriptor.digest}\n`);
  if (flags.purge) store.remove(list);
});

interface Member {
  readonly list: Reference;
  readonly image: ImageManifest;
}

/** What an image of another repository needs has to be in this one. */
async function mountBlobs(op: Op, repository: RemoteRepository, { list, image }: Member): Promise<void> {
  const from = parseReference(image.Ref);
  for (const blob of blobsOf(image)) {
    if (await repository.mount(op, blob, from)) continue;
    const source = referenceText({ ...from, tag: undefined, digest: blob.digest });
    throw new Error(`error mounting ${source} to ${referenceText(list)}`);
  }
}

async function putImage(op: Op, io: Io, repository: RemoteRepository, { list, image }: Member): Promise<void> {
  const { digest } = image.Descriptor;
  await repository.put(op, { descriptor: image.Descriptor, bytes: Buffer.from(image.Raw, "base64") }, digest);
  const name = referenceText({ ...list, tag: undefined, digest });
  io.stdout.write(`Pushed ref ${name} with digest: ${digest}\n`);
}
