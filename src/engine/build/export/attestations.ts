import type { Op } from "#base/op.ts";
import type { WantedExports } from "#core/build/contract.ts";
import { BuildError } from "#core/build/errors.ts";
import type { ExportableImage } from "#core/build/exporter.ts";
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
import { type Sbom, type SbomOptions, type SbomQuestion, sbomOptions, sbomsOf } from "./sbom.ts";
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
  const wanted = wantedAttestations(room, (provenance) => staysHere(room, attributes, provenance));
  if (wanted.sbom === undefined && wanted.provenance === undefined) return [];
  const manifests: Descriptor[] = [];
  for (const platform of platforms) manifests.push(await attest(op, room, { platform, attributes, wanted }));
  return manifests;
}

/** @param isLeftOut for provenance that the client only wants along @throws BuildError · not-implemented */
export function wantedAttestations(
  { request }: ExportRoom,
  isLeftOut: (provenance: Readonly<Record<string, string>>) => boolean,
): WantedAttestations {
  const { provenance, sbom } = request.attestations;
  return {
    sbom: sbom === undefined ? undefined : sbomOptions(sbom),
    provenance: provenance === undefined || isLeftOut(provenance) ? undefined : provenanceOptions(provenance),
  };
}

export interface WantedAttestations {
  readonly sbom: SbomOptions | undefined;
  readonly provenance: ProvenanceOptions | undefined;
}

/** @throws BuildError · not-implemented */
export function checkAttestations({ provenance, sbom }: WantedExports["attestations"]): void {
  if (sbom !== undefined) sbomOptions(sbom);
  if (provenance !== undefined) provenanceOptions(provenance);
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
  const about = { manifest: manifest.digest, names, platform: image.platform };
  const { layers, created } = platform;
  const question = { image, names, created, written: { manifest: manifest.digest, layers } };
  const predicates = await predicatesOf(op, room, question, wanted);
  const statements: StoredStatement[] = [];
  for (const predicate of predicates) {
    const blob = await room.images.writeDocument(op, statementOf(predicate, about));
    statements.push({ ...blob, predicateType: predicate.predicateType });
  }
  const config = await room.images.writeDocument(op, attestationConfig(statements));
  const stored = await room.images.writeDocument(op, attestationManifest(config, statements));
  return attestationDescriptor(stored, manifest.digest);
}

/** All that is to be said of an image, bills of materials first, as BuildKit has it. */
export async function predicatesOf(
  op: Op,
  room: ExportRoom,
  question: Omit<SbomQuestion, "options">,
  { sbom, provenance }: WantedAttestations,
): Promise<Sbom[]> {
  const { image } = question;
  const predicates: Sbom[] = [];
  if (sbom !== undefined) {
    const title = `generating sbom for ${image.key}`;
    predicates.push(...(await room.steps.part(title, () => sbomsOf(op, room, { ...question, options: sbom }))));
  }
  if (provenance === undefined) return predicates;
  return [...predicates, { ...provenanceOf(buildFacts(room, image), provenance), fileName: "provenance.json" }];
}

function buildFacts(room: ExportRoom, image: ExportableImage): BuildFacts {
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
