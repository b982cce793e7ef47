import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { distributionInspect } from "#client/distribution-inspect.ts";
import { familiarText, parseReference, type Reference, withDefaultTag } from "#formats/reference/reference.ts";
import { containerOf } from "./part.ts";
import type { ServiceSpec } from "./service.ts";
import { placementOf } from "./text-lists.ts";

export interface ResolveOptions {
  /** Whether the registry is asked. */
  readonly ask: boolean;
  /** The value of X-Registry-Auth. */
  readonly registryAuth: string | undefined;
}

/** Names the image of a spec by digest, with the platforms it has; gives a warning where that cannot be found out. */
export async function resolveImage(
  op: Op,
  client: Client,
  spec: ServiceSpec,
  { ask, registryAuth }: ResolveOptions,
): Promise<string | undefined> {
  const container = containerOf(spec);
  const reference = referenceOf(container.Image);
  const name = reference === undefined ? container.Image : familiarText(reference);
  container.Image = name;
  if (!ask) return undefined;
  try {
    const options = registryAuth === undefined ? {} : { registryAuth };
    const { Descriptor, Platforms } = await distributionInspect(op, client, name, options);
    const digest = Descriptor.digest ?? "";
    if (reference !== undefined && reference.digest === undefined) {
      container.Image = familiarText({ ...reference, digest: digest as Digest });
    }
    const platforms = (Platforms ?? []).map(({ architecture = "", os = "" }) => platformOf(architecture, os));
    if (platforms.length > 0) placementOf(spec).Platforms = platforms;
    return undefined;
  } catch {
    return warning(name);
  }
}

function referenceOf(image: string): Reference | undefined {
  try {
    return withDefaultTag(parseReference(image));
  } catch {
    return undefined;
  }
}

/** Swarm's scheduler knows nothing of variants, so that `arm` alone would fit no node. */
function platformOf(architecture: string, os: string): object {
  return {
    ...(architecture === "" || architecture.toLowerCase() === "arm" ? {} : { Architecture: architecture }),
    ...(os === "" ? {} : { OS: os }),
  };
}

/** Docker's words: scripts look for them. */
function warning(image: string): string {
  return `image ${image} could not be accessed on a registry to record
its digest. Each node will access ${image} independently,
possibly leading to different nodes running different
versions of the image.
`;
}
