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
    Group: { header: "GROUP", value: () => unknown },
    Availability: { header: "AVAILABILITY", value: () => unknown },
    Status: { header: "STATUS", value: () => unknown },
  },
  methods: { Label: ({ Labels }, key) => Labels?.[key] ?? "" },
  raw: [
    ["name", "Name"],
    ["driver", "Driver"],
  ],
};

function labelsText(labels: Readonly<Record<string, string>>): string {
  const names = Object.keys(labels).sort();
  return names.map((name) => `${name}=${labels[name]}`).join(",");
}
