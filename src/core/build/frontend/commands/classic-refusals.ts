import { posix } from "node:path";
import { DockerfileError } from "#formats/dockerfile/dockerfile-error.ts";
import type { FrontendRequest } from "../../request.ts";

/** The classic builder knows fewer flags. @throws DockerfileError in its words */
export function refuseForClassic({ dialect }: FrontendRequest, flags: readonly string[]): void {
  const [flag] = flags;
  if (dialect !== "classic" || flag === undefined) return;
  throw new DockerfileError(
    `the --${flag} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled`,
  );
}

/** The classic builder does not take what leads out of the context for what is at its top. @throws DockerfileError */
export function refuseOutside({ dialect }: FrontendRequest, paths: readonly string[]): void {
  if (dialect !== "classic") return;
  for (const path of paths) {
    const clean = posix.normalize(path);
    if (clean !== ".." && !clean.startsWith("../")) continue;
    throw new DockerfileError(`COPY failed: forbidden path outside the build context: ${path} ()`);
  }
}
