import { digestOf } from "#base/digest-of.ts";
import type { Op } from "#base/op.ts";
import type { Descriptor, Platform } from "#formats/oci/image.ts";
import { isIndexType, mediaTypes } from "#formats/oci/media-types.ts";
import { normalizePlatform, platformText } from "#formats/oci/platform.ts";
import type { Reference } from "#formats/reference/reference.ts";
import { orderedPlatform } from "../manifests/image-manifest.ts";
import type { RemoteManifest } from "../registry/open-repository.ts";
import type { Annotation } from "./annotations.ts";
import type { RemoteImages } from "./remote-images.ts";
import type { PlacedSource } from "./sources.ts";

/** An image put together, and where what it is made of is. */
export interface CombinedImage {
  readonly manifest: RemoteManifest;
  readonly members: readonly Member[];
}

export interface Member {
  readonly descriptor: Descriptor;
  readonly from: Reference;
}

export interface CombineOptions {
  readonly annotations: readonly Annotation[];
  /** Normalised; empty: all. */
  readonly platforms: readonly Platform[];
  /** An index even of one image. */
  readonly preferIndex: boolean;
}

/** @throws Error in buildx's words */
export async function combine(
  op: Op,
  images: RemoteImages,
  sources: readonly PlacedSource[],
  options: CombineOptions,
): Promise<CombinedImage> {
  const read = await Promise.all(sources.map((source) => readSource(op, images, source)));
  const all = merged(read.flatMap(({ members }) => members));
  const members = chosen(all, options.platforms);
  if (members.length === 0) throw new Error("none of the manifests match the provided platforms");
  const [only] = read;
  const isWhole = members.length === all.length && options.annotations.length === 0;
  if (only !== undefined && read.length === 1 && isWhole && (only.isIndex || !options.preferIndex))
    return { manifest: only.manifest, members: only.isIndex ? members : [] };
  return { manifest: indexOf(members, options.annotations), members };
}

interface ReadSource {
  readonly manifest: RemoteManifest;
  readonly isIndex: boolean;
  readonly members: readonly Member[];
}

async function readSource(op: Op, images: RemoteImages, source: PlacedSource): Promise<ReadSource> {
  const { reference, descriptor: given = {} } = source;
  const remote = await images.manifest(op, reference);
  const descriptor = described(remote.descriptor, given);
  const manifest = { ...remote, descriptor: { ...remote.descriptor, mediaType: descriptor.mediaType } };
  const document = JSON.parse(Buffer.from(remote.bytes).toString("utf8")) as {
    readonly manifests?: readonly Descriptor[];
    readonly config?: Descriptor;
  };
  if (isIndexType(descriptor.mediaType)) {
    const members = (document.manifests ?? []).map((member) => ({ descriptor: member, from: reference }));
    return { manifest, isIndex: true, members };
  }
  if (descriptor.mediaType === "application/vnd.docker.distribution.manifest.v1+prettyjws")
    throw new Error("schema1 manifests are not allowed in manifest lists");
  const platform = await platformOf(op, images, { reference, given: descriptor.platform, config: document.config });
  return { manifest, isIndex: false, members: [{ descriptor: { ...descriptor, platform }, from: reference }] };
}

function described(found: Descriptor, given: NonNullable<PlacedSource["descriptor"]>): Descriptor {
  const { size = 0, mediaType = "", annotations = {}, platform } = given;
  if (size !== 0 && size !== found.size)
    throw new Error(`invalid size mismatch for ${found.digest}, ${size} != ${found.size}`);
  return {
    ...found,
    ...(mediaType === "" ? {} : { mediaType }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    ...(platform === undefined ? {} : { platform }),
  };
}

interface PlatformQuestion {
  readonly reference: Reference;
  readonly given: Platform | undefined;
  readonly config: Descriptor | undefined;
}

async function platformOf(op: Op, images: RemoteImages, question: PlatformQuestion): Promise<Platform> {
  const { reference, given, config } = question;
  if (given?.os && given.architecture) return given;
  const known = config === undefined ? {} : await images.document<Partial<Platform>>(op, reference, config);
  const { os = "", architecture = "", variant } = known;
  const found = normalizePlatform({ os, architecture, ...(variant ? { variant } : {}) });
  return { ...found, ...(given?.os ? { os: given.os } : {}), ...(given?.architecture ? given : {}) };
}

/** Each once; what is said of one later goes before. */
function merged(members: readonly Member[]): Member[] {
  const found = new Map<string, Member>();
  for (const { descriptor, from } of members) {
    const known = found.get(descriptor.digest);
    if (known === undefined) found.set(descriptor.digest, { descriptor, from });
    else {
      const annotations = { ...known.descriptor.annotations, ...descriptor.annotations };
      const platform = descriptor.platform ?? known.descriptor.platform;
      const both = { ...known.descriptor, annotations, ...(platform === undefined ? {} : { platform }) };
      found.set(descriptor.digest, { descriptor: both, from: known.from });
    }
  }
  return [...found.values()];
}

/** Those of the platforms, with what is said of them. */
function chosen(members: readonly Member[], platforms: readonly Platform[]): Member[] {
  if (platforms.length === 0) return [...members];
  const wanted = platforms.map(platformText);
  const own = members.filter(
    ({ descriptor: { platform } }) =>
      platform !== undefined && wanted.includes(platformText(normalizePlatform(platform))),
  );
  const digests = own.map(({ descriptor }) => descriptor.digest as string);
  const about = ({ descriptor }: Member): boolean =>
    digests.includes(descriptor.annotations?.["vnd.docker.reference.digest"] ?? "");
  return own.length === 0 ? [] : members.filter((member) => own.includes(member) || about(member));
}

function indexOf(members: readonly Member[], annotations: readonly Annotation[]): RemoteManifest {
  const isDocker = members.every(({ descriptor }) => descriptor.mediaType.startsWith("application/vnd.docker."));
  const mediaType = isDocker ? mediaTypes.dockerManifestList : mediaTypes.ociIndex;
  const said = isDocker ? [] : annotations;
  for (const { type } of said) checkType(type);
  const own = said.filter(({ type }) => type === "index").map(({ key, value }) => [key, value] as const);
  const index = {
    schemaVersion: 2,
    mediaType,
    manifests: members.map(({ descriptor }) => orderedDescriptor(annotated(descriptor, said))),
    ...(own.length === 0 ? {} : { annotations: sorted(Object.fromEntries(own)) }),
  };
  const bytes = Buffer.from(escaped(JSON.stringify(index, undefined, 2)));
  return { descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length }, bytes };
}

function checkType(type: string): void {
  if (type === "" || type === "manifest") throw new Error(`${JSON.stringify(type)} annotations are not supported yet`);
  if (type === "index-descriptor")
    throw new Error(`${JSON.stringify(type)} annotations are invalid while creating an image`);
}

function annotated(descriptor: Descriptor, annotations: readonly Annotation[]): Descriptor {
  const { platform } = descriptor;
  const own = annotations.filter(
    (one) =>
      one.type === "manifest-descriptor" &&
      (one.platform === "" || (platform !== undefined && one.platform === platformText(platform))),
  );
  const added = Object.fromEntries(own.map(({ key, value }) => [key, value]));
  return { ...descriptor, annotations: { ...descriptor.annotations, ...added } };
}

/** In Go's order, without what is empty. */
function orderedDescriptor(descriptor: Descriptor): object {
  const { mediaType, digest, size, annotations = {}, platform, ...rest } = descriptor;
  return {
    ...{ mediaType, digest, size },
    ...(Object.keys(annotations).length === 0 ? {} : { annotations: sorted(annotations) }),
    ...(platform === undefined ? {} : { platform: orderedPlatform(platform) }),
    ...rest,
  };
}

function sorted(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As Go's encoder writes it. */
function escaped(json: string): string {
  return json.replace(/[<>&]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
