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
