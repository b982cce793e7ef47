import type { Volume } from "#api/types.gen.ts";
import { humanSize } from "./human-size.ts";
import type { Listing } from "./table.ts";

const unknown = "N/A";

/** What `volume ls` can show of a volume. */
export const volumeListing: Listing<Volume> = {
  typeName: "*formatter.volumeContext",
  columns: {
    Name: { header: "VOLUME NAME", value: ({ Name }) => Name },
    Driver: { header: "DRIVER", value: ({ Driver }) => Driver },
    Scope: { header: "SCOPE", value: ({ Scope }) => Scope },
    Mountpoint: { header: "MOUNTPOINT", value: ({ Mountpoint }) => Mountpoint },
    Labels: { header: "LABELS", value: ({ Labels }) => labelsText(Labels ?? {}) },
    Links: { header: "LINKS", value: ({ UsageData }) => (UsageData === undefined ? unknown : `${UsageData.RefCount}`) },
    Size: {
      header: "SIZE",
      value: ({ UsageData }) => (UsageData === undefined ? unknown : humanSize(UsageData.Size, 4)),
    },
    Group: { header: "GROUP", value: (volume) => clusterOf(volume)?.Spec?.Group ?? unknown },
    Availability: { header: "AVAILABILITY", value: (volume) => clusterOf(volume)?.Spec?.Availability ?? unknown },
    Status: { header: "STATUS", value: statusText },
  },
  methods: { Label: ({ Labels }, key) => Labels?.[key] ?? "" },
  identity: "Name",
  raw: [
    ["name", "Name"],
    ["driver", "Driver"],
  ],
};

/** What is shown of a volume that belongs to a cluster. */
interface ClusterFacts {
  readonly Spec?: { readonly Group?: string; readonly Availability?: string };
  readonly Info?: { readonly VolumeID?: string } | null;
  readonly PublishStatus?: ReadonlyArray<{ readonly State?: string }> | null;
}

function clusterOf({ ClusterVolume }: Volume): ClusterFacts | undefined {
  return ClusterVolume as ClusterFacts | undefined;
}

function statusText(volume: Volume): string {
  const cluster = clusterOf(volume);
  if (cluster === undefined) return unknown;
  if (!cluster.Info?.VolumeID) return "pending creation";
  const states = (cluster.PublishStatus ?? []).map(({ State = "" }) => State);
  if (states.length === 0) return "created";
  return `in use (${states.length} node${states.length === 1 ? "" : "s"})`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const names = Object.keys(labels).sort();
  return names.map((name) => `${name}=${labels[name]}`).join(",");
}
