import type { Artifacts } from "#compose/remote/oci-project.ts";
import type { Reference } from "#formats/reference/reference.ts";
import { Credentials } from "../credentials/credentials.ts";
import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";
import type { RemoteRepository } from "../registry/open-repository.ts";

const localHost = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;

/** Artifacts as the client itself brings them from registries; those of this host may be without certificates. */
export function registryArtifacts(io: Io): Artifacts {
  const opened = async <T>(
    of: Reference,
    op: Parameters<Artifacts["manifest"]>[0],
    use: (repository: RemoteRepository) => Promise<T>,
  ): Promise<T> => {
    if (io.openRepository === undefined) throw new ExitError(1, "not supported: registries");
    const credential = await new Credentials(io).of(op, of);
    await using repository = await io.openRepository(of, {
      credential,
      push: false,
      insecure: localHost.test(of.domain),
    });
    return await use(repository);
  };
  return {
    manifest: (op, of, reference) => opened(of, op, (repository) => repository.manifest(op, reference)),
    blob: (op, of, blob) => opened(of, op, (repository) => repository.blob(op, blob)),
  };
}
