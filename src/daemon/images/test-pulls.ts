import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Descriptor } from "#formats/oci/image.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import { fileMember, Layout, tarOf } from "./test-archives.ts";
import type { ImageBench } from "./test-bench.ts";

export const team = { domain: "reg.example", path: "team/app" };
export const layer = tarOf(fileMember("x", "12345"));
export const other = tarOf(fileMember("y", "67890".repeat(50_000)));

/** Serves an image of these layers under a tag of team/app. */
export function serve(
  bench: ImageBench,
  tag: string,
  layers: readonly Buffer[],
  pack = (bytes: Uint8Array) => bytes,
): Descriptor {
  const layout = new Layout();
  const target = layout.image(layers, { pack });
  bench.registries.serve(team, tag, { target, blobs: layout.blobs });
  return target;
}

export function textOf(lines: readonly ProgressMessage[]): string[] {
  return lines.map(({ id, status = "" }) => (id === undefined ? status : `${id}: ${status}`));
}

export async function failureOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "no failure",
    (error: Error) => error.message,
  );
}

export function fileOf(bench: ImageBench, ref: string, path: string): string {
  const { chainId } = bench.images.resolve(ref);
  for (const lower of bench.snapshots.overlayOfLayers(chainId).lowers) {
    try {
      return readFileSync(join(lower, path), "utf8");
    } catch {}
  }
  return "missing";
}

export const downloads = (bench: ImageBench, digest: string): number =>
  bench.registries.asked.filter((what) => what === `GET blob ${digest}`).length;
