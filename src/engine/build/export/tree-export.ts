import { notSupported } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import type { ExportAnswer, ExportRoom } from "./room.ts";
import { treeStatements, writeStatements } from "./tree-statements.ts";

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
  const [image, ...more] = room.result.images;
  if (image === undefined) throw new TypeError("a result without an image");
  if (more.length > 0) throw notSupported(`the exporter ${room.spec.type} of several platforms`);
  const { trees } = room.context;
  const wanted = treeStatements(room);
  if (wanted === undefined) {
    using root = new FdHandle(await trees.open(op, image.tree));
    return await work(root.fd);
  }
  await using root = await trees.openWritable(op, image.tree);
  await writeStatements(op, room, { image, root: root.fd, wanted });
  await work(root.fd);
}
