import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { type ProjectArtifact, projectArtifact, type Stored } from "#compose/publish/artifact.ts";
import type { PublishedFile } from "#compose/publish/project-files.ts";
import type { RemoteRepository } from "../../registry/open-repository.ts";

export interface ProjectSending {
  readonly files: readonly PublishedFile[];
  readonly tag: string;
  /** Empty: the newest that the registry takes. */
  readonly version: string;
  readonly created: string;
}

/** Stores a project in a repository; gives its manifest. @throws ComposeError @throws EngineError */
export async function sendProject(
  op: Op,
  repository: RemoteRepository,
  { files, tag, version, created }: ProjectSending,
): Promise<Stored> {
  const artifact = projectArtifact(files, { version: version || "1.1", created });
  try {
    return await sendArtifact(op, repository, artifact, tag);
  } catch (error) {
    if (version !== "" || !isRefusedAsSuch(error)) throw error;
    return await sendArtifact(op, repository, projectArtifact(files, { version: "1.0", created }), tag);
  }
}

/** Whether the registry does not take such a thing, whoever sends it. */
function isRefusedAsSuch(error: unknown): boolean {
  const status = isEngineError(error) ? Number(error.data["status"]) : Number.NaN;
  return status >= 400 && status < 500 && ![401, 403, 407].includes(status);
}

async function sendArtifact(
  op: Op,
  repository: RemoteRepository,
  { blobs, manifest }: ProjectArtifact,
  tag: string,
): Promise<Stored> {
  const folder = await mkdtemp(join(tmpdir(), "compose-publish-"));
  try {
    const path = join(folder, "blob");
    for (const { descriptor, bytes } of blobs) {
      await writeFile(path, bytes);
      await repository.upload(op, descriptor, path);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await repository.put(op, manifest, tag);
  return manifest;
}
