import { isEngineError } from "#base/errors.ts";
import type { OpenRepository } from "#cli/registry/open-repository.ts";
import { maxConfigBytes } from "#formats/oci/decode.ts";
import { usualTimings } from "#registry/http/connect.ts";
import { RemoteRegistries } from "#registry/registries.ts";
import { defaultPaths } from "../config/default-paths.ts";
import { program } from "../program.ts";

/** What a client needs no more than one of at a time. */
const limits = { maxDownloads: 3, maxUploads: 5, maxDownloadAttempts: 5 };

/** A repository as the command line reaches it: without an engine, by the proxies of its environment. */
export const openRepository: OpenRepository = async (name, { credential, push, insecure }) => {
  const registries = new RemoteRegistries(() => ({
    ...limits,
    mirrors: [],
    insecure: insecure ? [name.domain] : [],
    proxies: proxiesOf(process.env),
    certificatesFolder: defaultPaths.certificatesFolder,
    userAgent: `gantry/${program.version}`,
    timings: usualTimings,
    retryMs: 500,
  }));
  const { username, password, serveraddress, identitytoken, registrytoken } = credential;
  const repository = registries.repository(name, {
    credential: {
      username,
      password,
      serverAddress: serveraddress,
      identityToken: identitytoken,
      registryToken: registrytoken,
    },
    actions: push ? "pull,push" : "pull",
  });
  return {
    manifest: (op, reference) => repository.manifest(op, reference),
    blob: (op, blob) => repository.blob(op, blob, { limitBytes: maxConfigBytes }),
    async mount(op, blob, from) {
      try {
        // There is no file to fall back on: what cannot be mounted fails.
        await repository.upload(op, blob, { path: nowhere, mountFrom: [from] });
        return true;
      } catch (error) {
        if (isEngineError(error) && error.data["status"] !== undefined) throw error;
        if (op.signal.aborted) throw error;
        return false;
      }
    },
    download: (op, blob, path) => repository.download(op, blob, { path }),
    async upload(op, blob, path) {
      await repository.upload(op, blob, { path, mountFrom: [] });
    },
    put: (op, { descriptor, bytes }, reference) =>
      repository.putManifest(op, { descriptor, bytes: Buffer.from(bytes) }, reference),
    async [Symbol.asyncDispose]() {
      await repository[Symbol.asyncDispose]();
      await registries[Symbol.asyncDispose]();
    },
  };
};

const nowhere = "/nowhere";

function proxiesOf(env: NodeJS.ProcessEnv): { httpProxy: string; httpsProxy: string; noProxy: string } {
  const value = (name: string): string => env[name] || env[name.toLowerCase()] || "";
  return { httpProxy: value("HTTP_PROXY"), httpsProxy: value("HTTPS_PROXY"), noProxy: value("NO_PROXY") };
}
