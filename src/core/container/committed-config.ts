import type { ContainerConfig } from "#api/types.gen.ts";
import type { RunConfig } from "#formats/oci/image.ts";
import { applyChanges } from "../image/changes/apply.ts";
import { mergeImageConfig } from "./create/merge-image-config.ts";

/**
 * The config of an image that is made of a container: what the request lays over the container's own, changed by
 * Dockerfile instructions. @throws invalid-argument in Docker's words
 */
export function committedConfig(
  container: ContainerConfig,
  request: { readonly config: ContainerConfig | undefined; readonly changes: readonly string[] },
): RunConfig {
  const given = request.config ?? container;
  const changed = { ...given, ...applyChanges(runConfigOf(given), request.changes) } as ContainerConfig;
  return runConfigOf(mergeImageConfig(changed, runConfigOf(container)));
}

/** What of a container's config an image keeps. */
function runConfigOf(config: ContainerConfig): RunConfig {
  return {
    User: config.User,
    ExposedPorts: config.ExposedPorts ?? null,
    Env: config.Env,
    Entrypoint: config.Entrypoint,
    Cmd: config.Cmd,
    Volumes: config.Volumes,
    WorkingDir: config.WorkingDir,
    Labels: config.Labels,
    ...(config.StopSignal === undefined ? {} : { StopSignal: config.StopSignal }),
    ...(config.ArgsEscaped === undefined ? {} : { ArgsEscaped: config.ArgsEscaped }),
    ...(config.Healthcheck === undefined ? {} : { Healthcheck: config.Healthcheck }),
    OnBuild: config.OnBuild,
    ...(config.Shell === undefined ? {} : { Shell: config.Shell }),
  };
}
