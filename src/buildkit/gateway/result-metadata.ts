import type { FrontendResult } from "#core/build/contract.ts";

/**
 * What BuildKit's Dockerfile frontend says of a result besides its trees.
 * @see moby/buildkit exporter/containerimage/exptypes
 */
export function resultMetadata({ images, index, answer }: FrontendResult): Record<string, Uint8Array> {
  if (answer !== undefined) return bytesOf(answer);
  const platforms = images.map(({ key, platform }) => ({ ID: key, Platform: platform }));
  const configs = images.map(({ key, config }): [string, string] => [
    index ? `containerimage.config/${key}` : "containerimage.config",
    JSON.stringify(config),
  ]);
  return bytesOf({ ...Object.fromEntries(configs), "refs.platforms": JSON.stringify({ Platforms: platforms }) });
}

function bytesOf(texts: Readonly<Record<string, string>>): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]));
}
