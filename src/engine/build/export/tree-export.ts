import { notSupported } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import type { ExportAnswer, ExportRoom } from "./room.ts";

/** `type=local`: the files of a result, into a folder of the client. */
export async function exportFolder(op: Op, room: ExportRoom): Promise<ExportAnswer> {
  await withTree(op, room, (root) =>
    room.steps.part("copying files", () =>
      room.context.session.receiveTree(op, room.index, {
        root,
        ...(room.request.sourceDateEpoch === undefined ? {} : { sourceDateEpoch: room.request.sourceDateEpoch }),
      }),
    ),
  );
  return {};
}

/** `type=tar`: the same as one archive. */
export async function exportTar(op: Op, room: ExportRoom): Promise<ExportAnswer> {
  await withTree(op, room, (root) =>
    room.steps.part("sending tarball", () =>
      room.context.session.receiveFile(op, room.index, room.files.archive(op, { root, path: "/" })),
    ),
  );
  return {};
}

async function withTree(op: Op, room: ExportRoom, work: (root: number) => Promise<void>): Promise<void> {
  if (room.request.attestations.sbom !== undefined)
    throw notSupported(`attestation sbom of the exporter ${room.spec.type}`);
  const [image, ...more] = room.result.images;
  if (image === undefined) throw new TypeError("a result without an image");
  if (more.length > 0) throw notSupported(`the exporter ${room.spec.type} of several platforms`);
  using root = new FdHandle(await room.context.trees.open(op, image.tree));
  await work(root.fd);
}
