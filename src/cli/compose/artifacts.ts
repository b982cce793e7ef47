import type { Op } from "#base/op.ts";
import type { Artifacts } from "#compose/remote/oci-project.ts";
import type { Reference } from "#formats/reference/reference.ts";
import { Credentials } from "../credentials/credentials.ts";
import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";
import type { RemoteRepository } from "../registry/open-repository.ts";

const localHost = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;

interface Opening {
  readonly push: boolean;
  /** Registries that need no certificate, besides those of this host. */
  readonly insecureRegistries: readonly string[];
}

/** Opens a repository of artifacts. @throws ExitError */
export async function openArtifacts(
  op: Op,
  io: Io,
  of: Reference,
  { push, insecureRegistries }: Opening,
): Promise<RemoteRepository> {
  if (io.openRepository === undefined) throw new ExitError(1, "not supported: registries");
  const credential = await new Credentials(io).of(op, of);
  const insecure = localHost.test(of.domain) || insecureRegistries.includes(of.domain);
  return await io.openRepository(of, { credential, push, insecure });
}

/** Artifacts as the client itself brings them from registries. */
export function registryArtifacts(io: Io, insecureRegistries: readonly string[]): Artifacts {
  const opened = async <T>(op: Op, of: Reference, use: (repository: RemoteRepository) => Promise<T>): Promise<T> => {
    await using repository = await openArtifacts(op, io, of, { push: false, insecureRegistries });
    return await use(repository);
  };
  return {
    manifest: (op, of, reference) => opened(op, of, (repository) => repository.manifest(op, reference)),
    blob: (op, of, blob) => opened(op, of, (repository) => repository.blob(op, blob)),
  };
}
