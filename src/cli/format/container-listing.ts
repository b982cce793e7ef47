import type { ContainerSummary } from "#api/types.gen.ts";
import { quote } from "#base/strconv.ts";
import { humanAgo } from "./human-duration.ts";
import { humanSize } from "./human-size.ts";
import { portsText } from "./ports.ts";
import type { Listing } from "./table.ts";
import { ellipsis, goTime, shortId } from "./text.ts";

export interface ContainerListingOptions {
  /** Cut ids, commands and mounts short. */
  readonly truncate: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether `raw` shows sizes. */
  readonly size?: boolean;
}

/** What `ps` can show of a container. */
export function containerListing({ truncate, now, size = false }: ContainerListingOptions): Listing<ContainerSummary> {
  const column = (header: string, value: (container: ContainerSummary) => string | null) => ({ header, value });
  const columns = {
    ID: column("CONTAINER ID", ({ Id }) => (truncate ? shortId(Id) : Id)),
    Names: column("NAMES", (container) => namesText(container, truncate)),
    Image: column("IMAGE", (container) => imageText(container, truncate)),
    Command: column("COMMAND", ({ Command }) => quote(truncate ? ellipsis(Command, 20) : Command)),
    CreatedAt: column("CREATED AT", ({ Created }) => goTime(Created)),
    RunningFor: column("CREATED", ({ Created }) => humanAgo(Created, now)),
    Ports: column("PORTS", ({ Ports }) => portsText(Ports ?? [])),
    State: column("STATE", ({ State }) => State),
    Status: column("STATUS", ({ Status }) => Status),
    Size: column("SIZE", sizeText),
    Labels: column("LABELS", ({ Labels }) => labelsText(Labels ?? {})),
    Mounts: column("MOUNTS", (container) => mountsText(container, truncate)),
    LocalVolumes: column("LOCAL VOLUMES", ({ Mounts }) =>
      String(Mounts?.filter(({ Driver }) => Driver === "local").length ?? 0),
    ),
    Networks: column("NETWORKS", ({ NetworkSettings }) =>
      Object.keys(NetworkSettings?.Networks ?? {})
        .sort()
        .join(","),
    ),
    Platform: {
      ...column("PLATFORM", platformText),
      json: ({ ImageManifestDescriptor }: ContainerSummary) => ImageManifestDescriptor?.platform,
    },
  };
  return {
    typeName: "*formatter.ContainerContext",
    columns,
    methods: { Label: ({ Labels }, key) => Labels?.[key] ?? "" },
    raw: [
      ["container_id", "ID"],
      ["image", "Image"],
      ["command", "Command"],
      ["created_at", "CreatedAt"],
      ["state", "State"],
      ["status", "Status"],
      ["names", "Names"],
      ["labels", "Labels"],
      ["ports", "Ports"],
      ...(size ? [["size", "Size"] as const] : []),
    ],
  };
}

function namesText({ Names }: ContainerSummary, truncate: boolean): string {
  const names = (Names ?? []).map((name) => name.replace(/^\//, ""));
  const own = truncate ? names.find((name) => !name.includes("/")) : undefined;
  return own ?? names.join(",");
}

function imageText({ Image, ImageID }: ContainerSummary, truncate: boolean): string {
  if (Image === "") return "<no image>";
  if (!truncate) return Image;
  if (shortId(ImageID) === shortId(Image)) return shortId(ImageID);
  const at = Image.indexOf("@");
  return at < 0 ? Image : Image.slice(0, at);
}

function sizeText({ SizeRw = 0, SizeRootFs = 0 }: ContainerSummary): string {
  return SizeRootFs > 0 ? `${humanSize(SizeRw)} (virtual ${humanSize(SizeRootFs)})` : humanSize(SizeRw);
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const names = Object.keys(labels).sort();
  return names.map((name) => `${name}=${labels[name]}`).join(",");
}

function mountsText({ Mounts }: ContainerSummary, truncate: boolean): string {
  const names = (Mounts ?? []).map(({ Name = "", Source }) => (Name === "" ? Source : Name));
  return names.map((name) => (truncate ? ellipsis(name, 15) : name)).join(",");
}

function platformText({ ImageManifestDescriptor }: ContainerSummary): string | null {
  const platform = ImageManifestDescriptor?.platform;
  if (platform === undefined) return null;
  return [platform.os, platform.architecture, platform.variant].filter(Boolean).join("/");
}
