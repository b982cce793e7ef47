import type { Op } from "#base/op.ts";
import { BuildError } from "#core/build/errors.ts";
import {
  attestationConfig,
  attestationDescriptor,
  attestationManifest,
  type StoredStatement,
  statementOf,
} from "#core/build/image/attestation.ts";
import type { ImageAttributes } from "#core/build/image/attributes.ts";
import { type BuildFacts, type ProvenanceOptions, provenanceOf } from "#core/build/image/provenance.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { platformText } from "#formats/oci/platform.ts";
import type { ExportRoom } from "./room.ts";
import { type Predicate, type SbomOptions, sbomOptions, sbomsOf } from "./sbom.ts";
import type { WrittenPlatform } from "./write-image.ts";

/**
 * Manifests of what is said of the images. What the client only wants along (`inline-only`, buildx's default) goes along where an image
 * leaves the engine: one that stays has the same digest each time it is built of the same.
 */
export async function attestationsOf(
  op: Op,
  room: ExportRoom,
  { platforms, attributes }: { readonly platforms: readonly WrittenPlatform[]; readonly attributes: ImageAttributes },
): Promise<readonly Descriptor[]> {
  const { provenance, sbom } = room.request.attestations;
  const wanted: WantedAttestations = {
    sbom: sbom === undefined ? undefined : sbomOptions(sbom),
    provenance:
      provenance === undefined || staysHere(room, attributes, provenance) ? undefined : provenanceOptions(provenance),
  };
  if (wanted.sbom === undefined && wanted.provenance === undefined) return [];
  const manifests: Descriptor[] = [];
  for (const platform of platforms) manifests.push(await attest(op, room, { platform, attributes, wanted }));
  return manifests;
}

interface WantedAttestations {
  readonly sbom: SbomOptions | undefined;
  readonly provenance: ProvenanceOptions | undefined;
}

function staysHere(
  { spec }: ExportRoom,
  { push }: ImageAttributes,
  provenance: Readonly<Record<string, string>>,
): boolean {
  return provenance["inline-only"] === "true" && !push && ["image", "moby", "docker"].includes(spec.type);
}

/** @throws BuildError */
function provenanceOptions(attributes: Readonly<Record<string, string>>): ProvenanceOptions {
  const { mode = "min", version = "v0.2", "builder-id": builderId = "" } = attributes;
  if (mode !== "min" && mode !== "max") throw new BuildError("invalid-argument", `invalid mode "${mode}"`);
  if (version !== "v0.2" && version !== "v1")
    throw new BuildError("invalid-argument", `invalid provenance type "${version}"`);
  return { mode, version, builderId };
}

interface Attesting {
  readonly platform: WrittenPlatform;
  readonly attributes: ImageAttributes;
  readonly wanted: WantedAttestations;
}

async function attest(op: Op, room: ExportRoom, { platform, attributes, wanted }: Attesting): Promise<Descriptor> {
  const { image, manifest } = platform;
  const { names } = attributes;
  const { sbom, provenance } = wanted;
  const about = { manifest: manifest.digest, names, platform: image.platform };
  const predicates: Predicate[] = [];
  if (sbom !== undefined) {
    const title = `generating sbom for ${image.key}`;
    predicates.push(...(await room.steps.part(title, () => sbomsOf(op, room, { platform, names, options: sbom }))));
  }
  if (provenance !== undefined) predicates.push(provenanceOf(buildFacts(room, platform), provenance));
  const statements: StoredStatement[] = [];
  for (const predicate of predicates) {
    const blob = await room.images.writeDocument(op, statementOf(predicate, about));
    statements.push({ ...blob, predicateType: predicate.predicateType });
  }
  const config = await room.images.writeDocument(op, attestationConfig(statements));
  const stored = await room.images.writeDocument(op, attestationManifest(config, statements));
  return attestationDescriptor(stored, manifest.digest);
}

function buildFacts(room: ExportRoom, { image }: WrittenPlatform): BuildFacts {
  return {
    request: room.request.request,
    materials: image.materials,
    platform: image.key,
    builderPlatform: platformText(room.hostPlatform),
    invocationId: room.buildId,
    startedAt: new Date(room.startedAt).toISOString(),
    finishedAt: new Date().toISOString(),
    reproducible: room.request.sourceDateEpoch !== undefined,
  };
}
