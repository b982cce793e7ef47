import { encode } from "#api/encode.ts";
import type { DiskUsage } from "#api/types.gen.ts";
import { containerSummaryFor } from "./container-answers.ts";
import { imageSummaryFor } from "./image-answers.ts";

/** The answer of disk usage in the shape of a version. Containers are shown without their manifests, as in Docker. */
export function diskUsageFor(version: string, usage: DiskUsage): string {
  return encode("DiskUsage", {
    ...usage,
    Containers:
      usage.Containers?.map(({ ImageManifestDescriptor: _, ...summary }) => containerSummaryFor(version, summary)) ??
      null,
    Images: usage.Images?.map((summary) => imageSummaryFor(version, summary)) ?? null,
  });
}
