import { join } from "node:path";
import type { ContainerConfig, HostConfig, Mount, MountPoint } from "#api/types.gen.ts";
import type { Digest } from "#base/digest.ts";
import type { VolumeRequest } from "../../volume/contract.ts";
import { anonymousLabel } from "../../volume/record.ts";
import { cleanPath } from "../oci-spec/plan-mounts.ts";
import type { ContainerRecord } from "../record.ts";
import { type BindSpec, modeWords, parseBind } from "./bind-spec.ts";
import type { CreateFacts } from "./facts.ts";
import { invalid } from "./invalid.ts";

/** A mount point of a container that is being made, and the volume that it needs. */
export interface PlannedMount {
  readonly point: MountPoint;
  readonly volume?: VolumeRequest;
  /** Fills an empty volume with what the image has there. */
  readonly copyUp?: boolean;
  /** The volume is this container's own: it goes with it when anonymous volumes do. */
  readonly anonymous?: boolean;
  /** What is mounted of type `image`. */
  readonly image?: Digest;
  /** Of a donor: the mount that its request described. */
  readonly spec?: Mount;
}

/** A container that is being made, with its image's config merged in. */
export interface MountingContainer {
  readonly config: ContainerConfig;
  readonly host: HostConfig;
  readonly containerId: string;
}

/** What another container lends by `VolumesFrom`. */
export type MountDonor = Pick<
  ContainerRecord,
  "mounts" | "hostConfig" | "mountSpecs" | "anonymousVolumes" | "imageMounts"
>;

/**
 * The mount points of a container: those of donors, then binds and mounts, which take the place of a donor's, then the
 * volumes of the config where nothing else is. Volumes have no source yet.
 * @throws system for a bad bind specification, as Docker answers it · invalid-argument
 */
export function planContainerMounts(
  { config, host, containerId }: MountingContainer,
  facts: CreateFacts,
): PlannedMount[] {
  const planned = new Map<string, PlannedMount>();
  for (const mount of (host.VolumesFrom ?? []).flatMap((spec) => donated(spec, facts))) {
    planned.set(mount.point.Destination, mount);
  }
  const temporary = new Set(Object.keys(host.Tmpfs ?? {}).map(cleanPath));
  const seen = new Set<string>();
  const take = (mount: PlannedMount, isTaken: (path: string) => boolean) => {
    const { Destination } = mount.point;
    if (isTaken(Destination)) throw invalid(`Duplicate mount point: ${Destination}`);
    seen.add(Destination);
    planned.set(Destination, mount);
  };
  for (const spec of host.Binds ?? []) {
    take(bound(parseBind(spec), host, facts), (path) => seen.has(path) || temporary.has(path));
  }
  // As in Docker, only binds must not meet a tmpfs of the short form.
  for (const mount of host.Mounts ?? []) take(mounted(mount, containerId, facts), (path) => seen.has(path));
  for (const path of Object.keys(config.Volumes ?? {}).map(cleanPath)) {
    if (!planned.has(path) && !temporary.has(path)) planned.set(path, ofConfig(path, host, facts));
  }
  return [...planned.values()];
}

/** @throws invalid-argument `No such container: x` · `invalid mode: x` */
function donated(spec: string, facts: CreateFacts): PlannedMount[] {
  if (spec === "") throw invalid("volumes-from specification cannot be an empty string");
  const colon = spec.indexOf(":");
  const [ref, mode] = colon === -1 ? [spec, "rw"] : [spec.slice(0, colon), spec.slice(colon + 1)];
  const words = modeWords(mode);
  const mistaken = words?.some((word) => word === "nocopy" || /shared|slave|private/.test(word));
  if (words === undefined || mistaken) throw invalid(`invalid mode: ${mode}`);
  const donor = facts.donor(ref);
  if (donor === undefined) throw invalid(`No such container: ${ref}`);
  const specs = specsOf(donor);
  return donor.mounts.map((point) =>
    lent(point, { donor, spec: specs.get(point.Destination), writable: !words.includes("ro") }),
  );
}

function specsOf({ mountSpecs = [], hostConfig }: MountDonor): Map<string, Mount> {
  return new Map([...mountSpecs, ...(hostConfig.Mounts ?? [])].map((spec) => [cleanPath(spec.Target ?? ""), spec]));
}

interface Loan {
  readonly donor: MountDonor;
  readonly spec: Mount | undefined;
  readonly writable: boolean;
}

function lent(point: MountPoint, { donor, spec, writable }: Loan): PlannedMount {
  const kept = { ...point, Mode: "", RW: point.RW && writable };
  const image = donor.imageMounts?.[point.Destination];
  const more = { ...(spec === undefined ? {} : { spec }), ...(image === undefined ? {} : { image }) };
  if (point.Type !== "volume") return { point: kept, ...more };
  const name = point.Name ?? "";
  return {
    point: kept,
    volume: { name, driver: point.Driver ?? "", options: null, labels: null, make: false },
    anonymous: donor.anonymousVolumes?.includes(name) === true,
    ...more,
  };
}

function bound(bind: BindSpec, host: HostConfig, facts: CreateFacts): PlannedMount {
  const { source = "", givenSource = "", target: Destination, mode: Mode, writable: RW } = bind;
  if (bind.type === "bind") {
    // As Docker's, this goes by the path as it was given: dots hide what it holds.
    const Propagation = propagationOf(bind.propagation, givenSource, facts);
    return { point: { Type: "bind", Source: source, Destination, Mode, RW, Propagation } };
  }
  const volume = { name: source, driver: host.VolumeDriver, options: null, labels: null };
  return planVolume({ Destination, Mode: Mode || "z", RW }, { volume, copyUp: !bind.noCopy }, facts);
}

function mounted(mount: Mount, containerId: string, facts: CreateFacts): PlannedMount {
  const Destination = cleanPath(mount.Target ?? "");
  const RW = mount.ReadOnly !== true;
  if (mount.Type === "image") return ofImage({ ref: mount.Source ?? "", Destination, containerId }, facts);
  if (mount.Type !== "volume") {
    const bind = mount.Type === "bind";
    const Source = bind ? cleanPath(mount.Source ?? "") : "";
    const Propagation = bind ? propagationOf(mount.BindOptions?.Propagation, Source, facts) : "";
    return { point: { Type: mount.Type ?? "", Source, Destination, Mode: "", RW, Propagation } };
  }
  const { NoCopy, Labels = null, DriverConfig } = mount.VolumeOptions ?? {};
  const options = DriverConfig?.Options ?? null;
  const volume = { name: mount.Source ?? "", driver: DriverConfig?.Name ?? "", options, labels: Labels };
  return planVolume({ Destination, Mode: "z", RW }, { volume, copyUp: NoCopy !== true }, facts);
}

interface MountedImage {
  readonly ref: string;
  readonly Destination: string;
  readonly containerId: string;
}

/** The source names the place that Docker's image store has for the mount (ADR 0005). */
function ofImage({ ref, Destination, containerId }: MountedImage, facts: CreateFacts): PlannedMount {
  const Source = join(facts.dataRoot, "rootfs/overlayfs", `${containerId}-${ref}`);
  return {
    point: { Type: "image", Name: ref, Source, Destination, Mode: "", RW: false, Propagation: "rprivate" },
    image: facts.mountedImage(ref),
  };
}

/**
 * Mounts below a bind that holds the engine's own folder must go when the engine unmounts them: such a bind is a slave.
 * @throws invalid-argument for another propagation
 */
function propagationOf(asked: string | undefined, source: string, { dataRoot }: CreateFacts): string {
  if (!holdsFolder(source, dataRoot)) return asked || "rprivate";
  if (!asked || asked === "rslave" || asked === "rshared") return asked || "rslave";
  throw invalid(
    `invalid mount config: must use either propagation mode "rslave" or "rshared" when mount source is within the daemon root, daemon root: ${JSON.stringify(dataRoot)}, bind mount source: ${JSON.stringify(source)}, propagation: ${JSON.stringify(asked)}`,
  );
}

/** Whether a folder is the other one, or lies above it. Both are clean paths. */
export function holdsFolder(path: string, inner: string): boolean {
  return `${inner}/`.startsWith(path === "/" ? path : `${path}/`);
}

function ofConfig(Destination: string, host: HostConfig, facts: CreateFacts): PlannedMount {
  const volume = { name: "", driver: host.VolumeDriver, options: null, labels: null };
  return planVolume({ Destination, Mode: "", RW: true }, { volume, copyUp: true }, facts);
}

interface Wanted {
  readonly volume: Omit<VolumeRequest, "make">;
  readonly copyUp: boolean;
}

function planVolume(
  place: Pick<MountPoint, "Destination" | "Mode" | "RW">,
  { volume, copyUp }: Wanted,
  facts: CreateFacts,
): PlannedMount {
  const anonymous = volume.name === "";
  const Name = anonymous ? facts.newVolumeName() : volume.name;
  const labels = anonymous ? { ...volume.labels, [anonymousLabel]: "" } : volume.labels;
  return {
    point: { Type: "volume", Name, Source: "", Driver: volume.driver || "local", Propagation: "", ...place },
    volume: { ...volume, name: Name, labels, make: true },
    copyUp,
    anonymous,
  };
}
