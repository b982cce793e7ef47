import type { Invocation } from "../command.ts";
import { pairsOf } from "../container-spec/key-values.ts";
import { bytes } from "../flags/bytes.ts";
import { list, map } from "../flags/lists.ts";
import { string } from "../flags/scalars.ts";

export const availabilityFlag = string({
  usage: 'Whether the volume may be used ("active", "pause", "drain")',
  default: "active",
});

/** Flags of `volume create` about volumes of a cluster. */
export const clusterVolumeFlags = {
  availability: availabilityFlag,
  group: string({ usage: "Group of volumes of a cluster" }),
  "limit-bytes": bytes({ usage: "Size that a cluster's volume may have at most" }),
  "required-bytes": bytes({ usage: "Size that a cluster's volume has to have" }),
  scope: string({ usage: 'How many nodes use it ("single", "multi")', default: "single" }),
  secret: map({ usage: "Secrets for the driver" }),
  sharing: string({ usage: 'Who shares it ("none", "readonly", "onewriter", "all")', default: "none" }),
  "topology-preferred": list({ usage: "Where the volume should be" }),
  "topology-required": list({ usage: "Where the volume must be" }),
  type: string({ usage: 'What it is used as ("mount", "block")', default: "block" }),
};

const names = Object.keys(clusterVolumeFlags) as Array<keyof typeof clusterVolumeFlags>;

/** The spec of a cluster's volume; undefined where no flag asks for one. */
export function clusterVolumeSpec({ flags, changed }: Invocation<typeof clusterVolumeFlags>): object | undefined {
  if (!names.some(changed)) return undefined;
  const secrets = Object.entries(flags.secret).map(([Key, Secret]) => ({ Key, Secret }));
  const places = (texts: readonly string[]) => texts.map((text) => ({ Segments: pairsOf(text.split(",")) }));
  const required = places(flags["topology-required"]);
  const preferred = places(flags["topology-preferred"]);
  return {
    ...(flags.group === "" ? {} : { Group: flags.group }),
    AccessMode: {
      Scope: flags.scope,
      Sharing: flags.sharing,
      ...(flags.type === "mount" ? { MountVolume: {} } : flags.type === "block" ? { BlockVolume: {} } : {}),
    },
    AccessibilityRequirements: {
      ...(required.length === 0 ? {} : { Requisite: required }),
      ...(preferred.length === 0 ? {} : { Preferred: preferred }),
    },
    CapacityRange: { RequiredBytes: flags["required-bytes"], LimitBytes: flags["limit-bytes"] },
    ...(secrets.length === 0 ? {} : { Secrets: secrets.sort((a, b) => (a.Key < b.Key ? -1 : 1)) }),
    Availability: flags.availability,
  };
}
