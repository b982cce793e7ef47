import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Op } from "#base/op.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { isIndexType } from "#formats/oci/media-types.ts";
import { parseReference, type Reference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import { ComposeError } from "../errors.ts";
import type { ResourceLoader } from "../file/resources.ts";
import { artifactKeys, artifactTypes } from "./artifact-types.ts";
import { cacheFolder, checkEnabled, fillFolder, isCached } from "./cache-folder.ts";

/** How artifacts come from registries: a port, which the program fills. */
export interface Artifacts {
  /** By tag or digest, checked. */
  manifest(op: Op, of: Reference, reference: string): Promise<{ descriptor: Descriptor; bytes: Uint8Array }>;
  /** Small, and checked. */
  blob(op: Op, of: Reference, blob: Descriptor): Promise<Uint8Array>;
}

const prefix = "oci://";

interface Manifest {
  readonly artifactType?: string;
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly (Descriptor & { readonly artifactType?: string })[];
}

/** Projects that were published to registries: `oci://HOST/NAME:TAG`. */
export function ociProjects(artifacts: Artifacts, env: Readonly<Record<string, string | undefined>>): ResourceLoader {
  const known = new Map<string, string>();
  return {
    accepts: (reference) => reference.startsWith(prefix),
    pathOf(reference) {
      const folder = known.get(reference);
      return folder === undefined ? undefined : join(folder, "compose.yaml");
    },
    async fetch(op, reference) {
      checkEnabled(env, "COMPOSE_EXPERIMENTAL_OCI_REMOTE", "OCI");
      known.set(reference, await new Pull(op, artifacts, reference.slice(prefix.length)).into(cacheFolder(env)));
    },
    folderOf: (reference) => known.get(reference) ?? "",
  };
}

class Pull {
  readonly #reference: Reference;
  readonly #name: string;

  constructor(
    readonly op: Op,
    readonly artifacts: Artifacts,
    text: string,
  ) {
    this.#reference = withDefaultTag(parseReference(text));
    this.#name = referenceText(this.#reference);
  }

  /** The folder with the project's files, below the cache. */
  async into(cache: string): Promise<string> {
    const { digest, tag } = this.#reference;
    const { descriptor, bytes } = await this.#manifest(digest ?? tag ?? "latest");
    const folder = join(cache, descriptor.digest.replace(/^.*:/, ""));
    if (isCached(folder)) return folder;
    const manifest = await this.#projectManifest(descriptor, manifestOf(bytes));
    this.#checkType(manifest);
    await fillFolder(folder, (path) => this.#writeLayers(manifest.layers ?? [], path));
    return folder;
  }

  async #manifest(reference: string) {
    try {
      return await this.artifacts.manifest(this.op, this.#reference, reference);
    } catch (error) {
      throw new ComposeError(`failed to pull OCI resource ${JSON.stringify(this.#name)}: ${(error as Error).message}`);
    }
  }

  /** Of an index, the last manifest of a project. */
  async #projectManifest(descriptor: Descriptor, manifest: Manifest): Promise<Manifest> {
    if (!isIndexType(descriptor.mediaType)) return manifest;
    const found = (manifest.manifests ?? []).findLast(({ artifactType }) => artifactType === artifactTypes.project);
    if (found === undefined) throw new ComposeError(`OCI index ${this.#name} doesn't refer to compose artifacts`);
    const { bytes } = await this.#manifest(found.digest);
    return manifestOf(bytes);
  }

  #checkType({ artifactType = "", config }: Manifest): void {
    const isProject =
      artifactType === artifactTypes.project ||
      (artifactType === "" && config?.mediaType === artifactTypes.emptyConfig);
    if (!isProject) throw new ComposeError(`${this.#name} is not a compose project OCI artifact, but ${artifactType}`);
  }

  async #writeLayers(layers: readonly Descriptor[], folder: string): Promise<void> {
    for (const [at, layer] of layers.entries()) {
      const bytes = await this.artifacts.blob(this.op, this.#reference, layer);
      const annotations = layer.annotations ?? {};
      if (layer.mediaType === artifactTypes.file) {
        const name = annotations[artifactKeys.extended] === undefined ? "compose.yaml" : annotations[artifactKeys.file];
        const isNext = at > 0 && annotations[artifactKeys.file] !== undefined;
        appendFileSync(join(folder, checkedName(name)), isNext ? "\n---\n" : "", { mode: 0o600 });
        appendFileSync(join(folder, checkedName(name)), bytes);
      } else if (layer.mediaType === artifactTypes.environment) {
        const name = annotations[artifactKeys.environment];
        if (name === undefined)
          throw new ComposeError(
            `missing annotation ${artifactKeys.environment} in layer ${JSON.stringify(layer.digest)}`,
          );
        writeFileSync(join(folder, checkedName(name)), bytes, { mode: 0o600 });
      }
    }
  }
}

/** @throws ComposeError for what is none */
function manifestOf(bytes: Uint8Array): Manifest {
  let manifest: unknown;
  try {
    manifest = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new ComposeError(`invalid OCI artifact: ${(error as Error).message}`);
  }
  const { layers = [], manifests = [] } = (manifest ?? {}) as Manifest;
  if (!Array.isArray(layers) || !Array.isArray(manifests)) throw new ComposeError("invalid OCI artifact");
  return manifest as Manifest;
}

/** The files of an artifact stand in one folder: a name that leads anywhere else is refused. @throws ComposeError */
function checkedName(name: string | undefined): string {
  if (name === undefined || name === "" || name === "." || name === ".." || /[\\/\0]/.test(name))
    throw new ComposeError("invalid OCI artifact");
  return name;
}
