import { join } from "node:path";
import type { Op } from "#base/op.ts";
import type { ServeRegistryOptions } from "#cli/registry/serve-registry.ts";
import type { ServedImages } from "#engine/images/serve/served-images.ts";
import type { DaemonConfig } from "../config/daemon-config.ts";
import { type EngineRegistry, openEngineRegistry } from "./engine-registry.ts";

const hourMs = 3600 * 1000;

/** Serves the engine's images as its configuration says. @throws Error when that cannot be */
export async function serveEngineImages(
  op: Op,
  config: Pick<DaemonConfig, "dataRoot" | "ownRegistry" | "logLevel">,
  images: ServedImages,
): Promise<EngineRegistry> {
  const registry = await openEngineRegistry(op, images, optionsOf(config));
  op.log.info(`Registry of this engine listens on ${registry.url}`);
  return registry;
}

/** Images are removed in the engine, so nothing is deleted here; what was pushed and became none goes after a day. */
function optionsOf({
  dataRoot,
  ownRegistry,
  logLevel,
}: Pick<DaemonConfig, "dataRoot" | "ownRegistry" | "logLevel">): ServeRegistryOptions {
  return {
    ...ownRegistry,
    root: join(dataRoot, "registry"),
    allowDelete: false,
    maxBlobBytes: 64 * 2 ** 30,
    maxUploads: 1000,
    maxConnections: 10_000,
    uploadIdleMs: 24 * hourMs,
    idleSeconds: 60,
    gcIntervalMs: hourMs,
    gcGraceMs: 24 * hourMs,
    gcUntagged: true,
    upstreams: [],
    upstreamDefault: "",
    upstreamAuth: "",
    upstreamFreshMs: 0,
    upstreamMaxAgeMs: 0,
    upstreamMaxBytes: 0,
    accessLog: "",
    logLevel,
    logFormat: "text",
  };
}
