import { createHash } from "node:crypto";
import { notSupported } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { ExportableImage } from "#core/build/exporter.ts";
import { type StatementSubject, statementAbout } from "#core/build/image/attestation.ts";
import { listTree, readTreeFile } from "#sys/files/read-tree.ts";
import { writeFileIn } from "#sys/rooted-files.ts";
import { predicatesOf, type WantedAttestations, wantedAttestations } from "./attestations.ts";
import type { ExportRoom } from "./room.ts";

const regular = 0o100000;
const typeMask = 0o170000;

/** What is to be said of files that leave as such; undefined: nothing. Provenance that may go along goes along with images alone. */
export function treeStatements(room: ExportRoom): WantedAttestations | undefined {
  const wanted = wantedAttestations(room, (provenance) => provenance["inline-only"] === "true");
  return wanted.sbom === undefined && wanted.provenance === undefined ? undefined : wanted;
}

/**
 * Puts statements about the files of a tree beside them: `sbom.spdx.json`, `provenance.json`, as BuildKit does, with a prefix where
 * the client gives one (`attestation-prefix`).
 * @param root of the tree, which is written to
 */
export async function writeStatements(
  op: Op,
  room: ExportRoom,
  {
    image,
    root,
    wanted,
  }: { readonly image: ExportableImage; readonly root: number; readonly wanted: WantedAttestations },
): Promise<void> {
  const subjects = await subjectsOf(op, root);
  const predicates = await predicatesOf(op, room, { image, names: [], created: createdAt(room, image) }, wanted);
  const prefix = room.spec.attributes["attestation-prefix"] ?? "";
  if (prefix.includes("/")) throw notSupported(`attestation-prefix=${prefix}: a folder`);
  for (const said of predicates) {
    const bytes = Buffer.from(JSON.stringify(statementAbout(said, subjects), null, 2));
    writeFileIn(root, `${prefix}${said.fileName.replaceAll("/", "_")}`, { bytes, mode: 0o600, uid: 0, gid: 0 });
  }
}

/** Each regular file, by its path and digest. */
async function subjectsOf(op: Op, root: number): Promise<StatementSubject[]> {
  const subjects: StatementSubject[] = [];
  for (const { path, mode } of listTree(root)) {
    if ((mode & typeMask) !== regular) continue;
    throwIfEnded(op);
    const hash = createHash("sha256");
    for await (const piece of readTreeFile(root, path)) hash.update(piece);
    subjects.push({ name: path, digest: { sha256: hash.digest("hex") } });
  }
  return subjects;
}

/** As old as its youngest step. */
function createdAt({ request: { sourceDateEpoch }, startedAt }: ExportRoom, { steps }: ExportableImage): string {
  const youngest = Math.max(0, ...steps.map((step) => step.createdAt));
  const at = sourceDateEpoch === undefined ? youngest || startedAt : sourceDateEpoch * 1000;
  return new Date(at).toISOString();
}
