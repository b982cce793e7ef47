import type { Descriptor } from "#formats/oci/image.ts";
import { platformText } from "#formats/oci/platform.ts";
import { type Reference, referenceText } from "#formats/reference/reference.ts";
import { alignTabs } from "../format/tabwriter.ts";
import type { RemoteManifest } from "../registry/open-repository.ts";
import type { IndexDocument } from "./load-image.ts";

const narrow = { minWidth: 0, padding: 1 };

/** What a name stands for, in buildx's layout. */
export function imageText(
  reference: Reference,
  { descriptor: { mediaType, digest } }: RemoteManifest,
  index: IndexDocument | undefined,
): string {
  const head = alignTabs(`Name:\t${referenceText(reference)}\nMediaType:\t${mediaType}\nDigest:\t${digest}\n`, narrow);
  if (index === undefined) return head;
  return `${head}${alignTabs("\t\nManifests:\t\n", narrow)}${membersText(reference, index.manifests)}`;
}

/** Annotations are set out by themselves, and end what is aligned before them. */
function membersText(reference: Reference, members: readonly Descriptor[]): string {
  let out = "";
  let open = "";
  members.forEach((member, at) => {
    const { digest, mediaType, platform, annotations = {} } = member;
    open += at === 0 ? "" : "\t\n";
    open += `  Name:\t${referenceText({ ...reference, digest })}\n  MediaType:\t${mediaType}\n`;
    if (platform === undefined) return;
    open += `  Platform:\t${platformText(platform)}\n`;
    if (platform["os.version"]) open += `  OSVersion:\t${platform["os.version"]}\n`;
    if (platform["os.features"]?.length) open += `  OSFeatures:\t${platform["os.features"].join(", ")}\n`;
    const names = Object.keys(annotations).sort();
    if (names.length === 0) return;
    out += alignTabs(`${open}  Annotations:\t\n`, narrow);
    out += alignTabs(names.map((name) => `    ${name}:\t${annotations[name]}\n`).join(""), narrow);
    open = "";
  });
  return out + alignTabs(open, narrow);
}
