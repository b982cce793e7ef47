import { notSupported } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { ExportSpec } from "#core/build/contract.ts";
import { type ImageAttributes, imageAttributes } from "#core/build/image/attributes.ts";
import type { ExportAnswer, ExportRoom } from "./room.ts";
import { writeImage } from "./write-image.ts";

/** @throws BuildError · not-implemented for what does not act */
export function archiveAttributes(spec: ExportSpec): ImageAttributes {
  const attributes = imageAttributes(spec);
  if (!attributes.asTar) throw notSupported(`tar=false of the exporter ${spec.type}`);
  return attributes;
}

/** `type=oci` and `type=docker`: one archive, which the client receives. */
export async function exportArchive(op: Op, room: ExportRoom): Promise<ExportAnswer> {
  const attributes = archiveAttributes(room.spec);
  const { target, config, archive } = await room.images.holding(op, async () => {
    const written = await writeImage(op, room, attributes);
    return { ...written, archive: await room.images.archive(op, written.target, attributes.names) };
  });
  try {
    await room.steps.part("sending tarball", () => room.context.session.receiveFile(op, room.index, archive.content));
  } finally {
    await archive.close();
  }
  return {
    "containerimage.digest": target.digest,
    "containerimage.config.digest": config,
    "containerimage.descriptor": Buffer.from(JSON.stringify(target)).toString("base64"),
    ...(attributes.names.length === 0 ? {} : { "image.name": attributes.givenNames.join(",") }),
  };
}
