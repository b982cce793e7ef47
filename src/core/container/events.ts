import type { ContainerRecord } from "./record.ts";

/** `Actor.Attributes` of a container's events: its labels, and over them its image and name. */
export function containerAttributes(record: ContainerRecord): Record<string, string> {
  const { reference } = record.image;
  return { ...record.config.Labels, ...(reference === "" ? {} : { image: reference }), name: record.name };
}
