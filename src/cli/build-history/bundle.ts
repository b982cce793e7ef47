import { digestOf } from "#base/digest-of.ts";
import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { AttachedDescriptor, BuildRecord, RecordedAttachment } from "#formats/build/build-record.ts";
import type { LocalState } from "../builders/builder-store.ts";
import { readAttachment } from "./attachments.ts";
import { layoutArchive } from "./layout-archive.ts";

export interface BundledBuild {
  readonly record: BuildRecord;
  readonly defaultPlatform: string;
  /** Where this user built it. */
  readonly state: LocalState | undefined;
}

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const indexType = "application/vnd.oci.image.index.v1+json";

/** Builds as buildx writes them for Docker Desktop (docker/buildx util/desktop/bundle): a tar archive, not packed. */
export async function historyBundle(op: Op, client: Client, builds: readonly BundledBuild[]): Promise<Uint8Array> {
  const blobs = new Map<string, Uint8Array>();
  const keep = (mediaType: string, value: unknown): AttachedDescriptor => {
    const bytes = Buffer.from(JSON.stringify(value, undefined, 2));
    const digest = digestOf(bytes);
    blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const manifests: AttachedDescriptor[] = [];
  for (const build of builds) {
    const layers: AttachedDescriptor[] = [];
    for (const attachment of build.record.attachments) {
      const { digest } = attachment.descriptor;
      const bytes = blobs.get(digest) ?? (await present(op, client, digest));
      // An image may be gone since.
      if (bytes === undefined) continue;
      blobs.set(digest, bytes);
      layers.push(layerOf(attachment));
    }
    const config = keep("application/vnd.buildkit.historyrecord.v0", recordJson(build));
    manifests.push(keep(manifestType, { schemaVersion: 2, mediaType: manifestType, config, layers }));
  }
  const [only] = manifests;
  if (only !== undefined && manifests.length === 1) return layoutArchive(only, blobs);
  const named = manifests.map((manifest, at) => ({
    ...manifest,
    annotations: { "vnd.buildkit.history.reference": builds[at]?.record.id ?? "" },
  }));
  return layoutArchive(keep(indexType, { schemaVersion: 2, mediaType: indexType, manifests: named }), blobs);
}

async function present(op: Op, client: Client, digest: string): Promise<Uint8Array | undefined> {
  return await readAttachment(op, client, digest).catch((error: unknown) => {
    if (isEngineError(error)) return undefined;
    throw error;
  });
}

/** Images are documents here, whose own layers nobody is to look for. */
function layerOf({ of, descriptor }: RecordedAttachment): AttachedDescriptor {
  if (of === "statement") return descriptor;
  const annotations = { "vnd.export-build.descriptor.mediatype": descriptor.mediaType };
  return { ...descriptor, mediaType: "application/json", annotations };
}

function recordJson({ record, defaultPlatform, state }: BundledBuild): object {
  const { id, request, createdAt, completedAt, error, result, steps } = record;
  return {
    Ref: id,
    Frontend: "dockerfile.v0",
    FrontendAttrs: sorted(request),
    ...(error === undefined ? {} : { error: { code: record.failure?.kind === "canceled" ? 1 : 2, message: error } }),
    CreatedAt: timestamp(createdAt),
    ...(completedAt === undefined ? {} : { CompletedAt: timestamp(completedAt) }),
    ...(Object.keys(result).length === 0 ? {} : { ExporterResponse: sorted(result) }),
    ...resultsJson(record.attachments),
    ...nonZero({
      numCachedSteps: steps.cached,
      numTotalSteps: steps.total,
      numCompletedSteps: steps.completed,
      numWarnings: steps.warnings,
    }),
    DefaultPlatform: defaultPlatform,
    ...(state === undefined ? {} : { localState: state }),
  };
}

function resultsJson(attachments: readonly RecordedAttachment[]): object {
  const of = (platform: string | undefined): object => {
    const own = attachments.filter((one) => one.platform === platform);
    const statements = own.filter((one) => one.of === "statement").map(descriptorJson);
    const images = own.filter((one) => one.of === "image").map(descriptorJson);
    return {
      ...(statements.length === 0 ? {} : { Attestations: statements }),
      ...(images.length === 0 ? {} : { Results: Object.fromEntries(images.map((image, at) => [String(at), image])) }),
    };
  };
  const platforms = [...new Set(attachments.flatMap(({ platform }) => (platform === undefined ? [] : [platform])))];
  return {
    ...(attachments.some(({ platform }) => platform === undefined) ? { Result: of(undefined) } : {}),
    ...(platforms.length === 0 ? {} : { Results: Object.fromEntries(platforms.map((name) => [name, of(name)])) }),
  };
}

function descriptorJson({ descriptor }: RecordedAttachment): object {
  const { mediaType, digest, size, annotations } = descriptor;
  return { media_type: mediaType, digest, size, ...(annotations === undefined ? {} : { annotations }) };
}

function timestamp(time: number): object {
  return { seconds: Math.floor(time / 1000), ...nonZero({ nanos: (time % 1000) * 1e6 }) };
}

function nonZero(numbers: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).filter(([, number]) => number !== 0));
}

function sorted(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}
