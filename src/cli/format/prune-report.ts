import type {
  BuildPruneReport,
  ContainerPruneReport,
  ImagePruneReport,
  NetworkPruneReport,
  VolumePruneReport,
} from "#api/types.gen.ts";
import { humanSize } from "./human-size.ts";

/** What a prune took. */
export interface PruneReport {
  /** Its list with a heading; empty where it took nothing. */
  readonly text: string;
  readonly reclaimed: number;
}

export function containerReport({ ContainersDeleted, SpaceReclaimed }: ContainerPruneReport): PruneReport {
  return reportOf("Containers", ContainersDeleted, SpaceReclaimed);
}

export function networkReport({ NetworksDeleted }: NetworkPruneReport): PruneReport {
  return reportOf("Networks", NetworksDeleted, 0);
}

export function volumeReport({ VolumesDeleted, SpaceReclaimed }: VolumePruneReport): PruneReport {
  return reportOf("Volumes", VolumesDeleted, SpaceReclaimed);
}

export function imageReport({ ImagesDeleted, SpaceReclaimed }: ImagePruneReport): PruneReport {
  const lines = (ImagesDeleted ?? []).map(({ Untagged = "", Deleted = "" }) =>
    Untagged === "" ? `deleted: ${Deleted}` : `untagged: ${Untagged}`,
  );
  return reportOf("Images", lines, SpaceReclaimed);
}

export function buildReport({ CachesDeleted, SpaceReclaimed }: BuildPruneReport): PruneReport {
  return reportOf("build cache objects", CachesDeleted, SpaceReclaimed);
}

/** Engines give nil, or leave the list out, where there is nothing. */
function reportOf(noun: string, names: readonly string[] | null | undefined, reclaimed: number): PruneReport {
  if ((names ?? []).length === 0) return { text: "", reclaimed: 0 };
  return { text: `Deleted ${noun}:\n${(names ?? []).map((name) => `${name}\n`).join("")}`, reclaimed };
}

/** What a prune of one kind prints. */
export function pruneOutput({ text, reclaimed }: PruneReport): string {
  return `${text === "" ? "" : `${text}\n`}${totalText(reclaimed)}`;
}

export function totalText(reclaimed: number): string {
  return `Total reclaimed space: ${humanSize(reclaimed, 4)}\n`;
}
