/** A registry with all that the tests have of hostile content, each in a repository of its own: says where it listens. */
import { Layout } from "#daemon/images/test-archives.ts";
import { StandIn } from "../../src/registry/stand-in.test-support.ts";
import { hostileArchives } from "./archives.ts";
import { hostileLayers } from "./layers.ts";

const [folder = ""] = process.argv.slice(2);
const registry = await StandIn.start();

function serve(repository: string, layout: Layout, target: object): void {
  for (const [digest, bytes] of layout.blobs) {
    registry.blobs.set(digest, Buffer.from(bytes));
    const { mediaType } = tried(bytes);
    if (mediaType !== undefined)
      registry.manifests.set(`${repository}:${digest}`, { type: mediaType, bytes: Buffer.from(bytes) });
  }
  const { digest, mediaType } = target as { readonly digest: string; readonly mediaType: string };
  const bytes = Buffer.from(layout.blobs.get(digest as never) ?? Buffer.alloc(0));
  registry.manifests.set(`${repository}:latest`, { type: mediaType, bytes });
}

function tried(bytes: Uint8Array): { readonly mediaType?: string } {
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as { readonly mediaType?: string };
  } catch {
    return {};
  }
}

for (const [number, { bytes }] of Object.values(hostileLayers({ folder, file: `${folder}/file` })).entries()) {
  const layout = new Layout();
  serve(`layer-${number}`, layout, layout.image([bytes]));
}
for (const [number, { content }] of Object.values(hostileArchives()).entries())
  if (content !== undefined) serve(`archive-${number}`, content.layout, content.target);
console.log(registry.host);
