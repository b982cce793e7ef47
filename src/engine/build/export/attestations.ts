import { notSupported } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import type { ExportRoom } from "./room.ts";
import type { WrittenPlatform } from "./write-image.ts";

/** Manifests of what is said of the images. @throws not-implemented */
export async function attestationsOf(
  _op: Op,
  { request }: ExportRoom,
  _platforms: readonly WrittenPlatform[],
): Promise<readonly Descriptor[]> {
  const [kind] = Object.keys(request.attestations);
  if (kind !== undefined) throw notSupported(`attestation ${kind}`);
  return [];
}
