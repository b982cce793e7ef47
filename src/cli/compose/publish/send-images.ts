import type { Op } from "#base/op.ts";
import { imagesIndex, type Stored } from "#compose/publish/artifact.ts";
import type { Project } from "#compose/shape/project.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { parseReference, type Reference, withDefaultTag } from "#formats/reference/reference.ts";
import { copyImage } from "../../imagetools/copy-image.ts";
import { RemoteImages } from "../../imagetools/remote-images.ts";
import type { Io } from "../../io/io.ts";

/** Copies the images of a project to where it is published, with an index that tells which they are. @throws EngineError */
export async function sendImages(
  op: Op,
  io: Io,
  project: Project,
  { manifest, to }: { readonly manifest: Stored; readonly to: Reference },
): Promise<void> {
  await using images = new RemoteImages(io);
  const copies: Descriptor[] = [];
  for (const { image = "" } of project.services.values()) {
    const from = withDefaultTag(parseReference(image));
    const { descriptor } = await images.manifest(op, from);
    await copyImage(op, images, { digest: descriptor.digest, from, to });
    copies.push({ ...descriptor, annotations: { [`containerd.io/distribution.source.${hostOf(from)}`]: from.path } });
  }
  const index = imagesIndex(manifest.descriptor, copies);
  const repository = await images.repository(op, to, { push: true });
  await repository.put(op, index, index.descriptor.digest);
}

const hostOf = ({ domain }: Reference): string => domain.replace(/:\d+$/, "");
