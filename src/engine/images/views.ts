import type { ImageConfigView, ImageInspectResponse, ImageSummary, ManifestSummary } from "#api/types.gen.ts";
import { unixSeconds } from "#base/time.ts";
import type { Descriptor, RunConfig } from "#formats/oci/image.ts";
import { compact } from "#formats/oci/json.ts";
import { familiarRepository, familiarText, parseReference } from "#formats/reference/reference.ts";
import { type BestManifest, bestManifest } from "./best-manifest.ts";
import type { ImageContext } from "./dependencies.ts";
import type { ImageRecord, ManifestRecord } from "./records.ts";

/** Tags and digest references of an image, in the familiar form, of the names given. */
export function repositoryViews(
  record: ImageRecord,
  names: readonly string[],
): { readonly tags: string[]; readonly digests: string[] } {
  const tags: string[] = [];
  const digests = new Set<string>();
  for (const name of names) {
    const reference = parseReference(name);
    if (reference.digest === undefined) tags.push(familiarText(reference));
    digests.add(`${familiarRepository(reference)}@${record.target.digest}`);
  }
  return { tags, digests: [...digests] };
}

/** The target as the name that was asked for has it, or the newest name's, with what the archive said of it. */
export function targetOf(context: ImageContext, record: ImageRecord, name?: string): Descriptor {
  const names = name === undefined ? context.table.namesOf(record.target.digest) : [name];
  const last = names.at(-1);
  return (last === undefined ? undefined : context.table.name(last)?.target) ?? record.target;
}

/** Bytes of the trees of an image's layers that are unpacked. */
export function unpackedBytes(context: ImageContext, manifest: ManifestRecord): number {
  let total = 0;
  for (const chainId of manifest.image?.chainIds ?? []) total += context.snapshots.sizeOfLayer(chainId);
  return total;
}

function manifestViews(context: ImageContext, record: ImageRecord): ManifestSummary[] {
  return record.manifests.map((manifest) => {
    const unpacked = unpackedBytes(context, manifest);
    const platform = manifest.kind === "image" ? (manifest.image?.platform ?? manifest.descriptor.platform) : undefined;
    const single = manifest.descriptor.digest === record.target.digest;
    const descriptor = single ? targetOf(context, record) : manifest.descriptor;
    return compact<ManifestSummary>({
      ID: manifest.descriptor.digest,
      Descriptor: descriptor,
      Available: manifest.available,
      Size: { Content: manifest.contentBytes, Total: manifest.contentBytes + unpacked },
      Kind: manifest.kind,
      ImageData: platform && {
        Platform: platform,
        Size: { Unpacked: unpacked },
        Containers: containersOf(context, record, manifest),
      },
      AttestationData: manifest.attests === undefined ? undefined : { For: manifest.attests },
    });
  });
}

/** Those made of this platform of the image. */
function containersOf(context: ImageContext, record: ImageRecord, { descriptor }: ManifestRecord): string[] | null {
  const users = context.users.usersOf(record.target.digest);
  const ids = users.filter((user) => user.manifest === descriptor.digest).map(({ containerId }) => containerId);
  return ids.length === 0 ? null : ids;
}

/** One row of `GET /images/json`. `names`: those that the filters let through. */
export function summarize(
  context: ImageContext,
  record: ImageRecord,
  options: { readonly names: readonly string[]; readonly manifests: boolean; readonly sharedSize: number },
): ImageSummary {
  const best = bestManifest(record, context.platform);
  const config = best?.image.imageConfig;
  const { tags, digests } = repositoryViews(record, options.names);
  const sizes = record.manifests.map((manifest) => manifest.contentBytes + unpackedBytes(context, manifest));
  return compact<ImageSummary>({
    Containers: context.users.usersOf(record.target.digest).length,
    Created: createdSeconds(record, context),
    Id: record.target.digest,
    Labels: config?.config?.Labels ?? null,
    ParentId: record.parent ?? "",
    Descriptor: targetOf(context, record),
    Manifests: options.manifests ? manifestViews(context, record) : undefined,
    RepoDigests: digests,
    RepoTags: tags,
    SharedSize: options.sharedSize,
    Size: sizes.reduce((sum, size) => sum + size, 0),
  });
}

/** When the image was made, as its config says; 0 where it says nothing. */
export function createdSeconds(record: ImageRecord, context: Pick<ImageContext, "platform">): number {
  const created = bestManifest(record, context.platform)?.image.imageConfig.created;
  return created === undefined ? 0 : unixSeconds(created);
}

/** `GET /images/NAME/json`. */
export function inspectView(
  context: ImageContext,
  record: ImageRecord,
  options: {
    readonly name: string | undefined;
    readonly manifests: boolean;
    /** One platform of the image, shown as if it were all of it. */
    readonly only?: BestManifest;
  },
): ImageInspectResponse {
  const names = context.table.namesOf(record.target.digest);
  const { tags, digests } = repositoryViews(record, names);
  const best = options.only ?? bestManifest(record, context.platform);
  const image = best?.image.imageConfig;
  const times = names.map((name) => context.table.name(name)?.taggedAt ?? "").sort();
  return compact<ImageInspectResponse>({
    Id: options.only?.descriptor.digest ?? record.target.digest,
    RepoTags: tags,
    RepoDigests: digests,
    Parent: record.parent ?? "",
    Comment: image?.history?.at(-1)?.comment ?? "",
    Created: image?.created,
    DockerVersion: "",
    Author: image?.author ?? "",
    Architecture: image?.architecture ?? "",
    Variant: image?.variant || undefined,
    Os: image?.os ?? "",
    OsVersion: image?.["os.version"] || undefined,
    Size: inspectSize(record, best),
    GraphDriver: { Data: null, Name: context.snapshots.name },
    RootFS: { Type: image?.rootfs?.type ?? "", Layers: image?.rootfs?.diff_ids ?? [] },
    Metadata: { LastTagTime: times.at(-1) ?? "1970-01-01T00:00:00Z" },
    Descriptor: descriptorOf(context, record, options),
    Manifests: options.manifests ? manifestViews(context, record) : undefined,
    Config: image === undefined ? null : configView(image.config ?? {}),
  });
}

function descriptorOf(
  context: ImageContext,
  record: ImageRecord,
  { name, only }: { readonly name: string | undefined; readonly only?: BestManifest },
): Descriptor {
  const isPart = only !== undefined && only.descriptor.digest !== record.target.digest;
  return isPart ? only.descriptor : targetOf(context, record, name);
}

/** The packed bytes of what this machine uses, its index included. */
function inspectSize(record: ImageRecord, best: ManifestRecord | undefined): number {
  const own = best?.contentBytes ?? 0;
  return best?.descriptor.digest === record.target.digest ? own : own + record.target.size;
}

function configView(config: RunConfig): ImageConfigView {
  return compact<ImageConfigView>({
    ArgsEscaped: config.ArgsEscaped || undefined,
    Cmd: config.Cmd ?? null,
    Entrypoint: config.Entrypoint ?? null,
    Env: config.Env ?? null,
    ExposedPorts: emptyToUndefined(config.ExposedPorts),
    Healthcheck: (config.Healthcheck as ImageConfigView["Healthcheck"]) ?? undefined,
    Labels: config.Labels ?? null,
    OnBuild: config.OnBuild ?? null,
    Shell: config.Shell ?? undefined,
    StopSignal: config.StopSignal || undefined,
    User: config.User ?? "",
    Volumes: (config.Volumes as ImageConfigView["Volumes"]) ?? null,
    WorkingDir: config.WorkingDir ?? "",
  }) as ImageConfigView;
}

function emptyToUndefined(map: RunConfig["ExposedPorts"]): ImageConfigView["ExposedPorts"] {
  return map && Object.keys(map).length > 0 ? (map as ImageConfigView["ExposedPorts"]) : undefined;
}
