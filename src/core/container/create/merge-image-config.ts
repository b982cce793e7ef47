import type { ContainerConfig, HealthConfig } from "#api/types.gen.ts";
import type { RunConfig, RunHealthcheck } from "#formats/oci/image.ts";
import { noCommand } from "../errors.ts";

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };

/**
 * The request's config over the image's, by moby's rules: variables, labels, ports and volumes are joined; a command is
 * taken from the image only when the request has neither command nor entrypoint. Without an image the request stays as it is.
 * @throws invalid-argument `no command specified`
 */
export function mergeImageConfig(config: ContainerConfig, imageConfig: RunConfig | undefined): ContainerConfig {
  const image = imageConfig ?? {};
  const merged: Mutable<ContainerConfig> = { ...config };
  merged.User = config.User || (image.User ?? "");
  merged.WorkingDir = config.WorkingDir || (image.WorkingDir ?? "");
  merged.Env = mergeEnvironment(config.Env, image.Env);
  if (imageConfig !== undefined || config.Labels !== null) merged.Labels = { ...image.Labels, ...config.Labels };
  const ports = { ...image.ExposedPorts, ...config.ExposedPorts };
  if (Object.keys(ports).length > 0) merged.ExposedPorts = ports as NonNullable<ContainerConfig["ExposedPorts"]>;
  const volumes = { ...image.Volumes, ...config.Volumes };
  if (Object.keys(volumes).length > 0) merged.Volumes = volumes as NonNullable<ContainerConfig["Volumes"]>;
  const stopSignal = config.StopSignal || image.StopSignal;
  if (stopSignal) merged.StopSignal = stopSignal;
  const healthcheck = mergeHealthcheck(config.Healthcheck, image.Healthcheck ?? undefined);
  if (healthcheck !== undefined) merged.Healthcheck = healthcheck;
  mergeCommand(merged, image);
  return merged;
}

function mergeEnvironment(own: ContainerConfig["Env"], image: RunConfig["Env"]): ContainerConfig["Env"] {
  const entries = own ?? [];
  const names = new Set(entries.map(nameOf));
  const added = (image ?? []).filter((entry) => !names.has(nameOf(entry)));
  return own === null && image == null ? null : [...entries, ...added];
}

function nameOf(entry: string): string {
  return entry.split("=", 1)[0] ?? "";
}

function mergeHealthcheck(own: HealthConfig | undefined, image: RunHealthcheck | undefined): HealthConfig | undefined {
  if (image === undefined) return own;
  const merged: Mutable<HealthConfig> = { ...own };
  if ((own?.Test ?? []).length === 0 && image.Test) merged.Test = image.Test;
  for (const field of ["Interval", "Timeout", "StartPeriod", "StartInterval", "Retries"] as const) {
    const value = own?.[field] || image[field];
    if (value) merged[field] = value;
  }
  return merged;
}

function mergeCommand(merged: Mutable<ContainerConfig>, image: RunConfig): void {
  if ((merged.Entrypoint ?? []).length === 0) {
    if ((merged.Cmd ?? []).length === 0) {
      merged.Cmd = image.Cmd ?? null;
      if (merged.ArgsEscaped !== true && image.ArgsEscaped === true) merged.ArgsEscaped = true;
    }
    if (merged.Entrypoint === null) merged.Entrypoint = image.Entrypoint ?? null;
  }
  if (merged.Entrypoint?.length === 1 && merged.Entrypoint[0] === "") merged.Entrypoint = null;
  if ((merged.Entrypoint ?? []).length === 0 && (merged.Cmd ?? []).length === 0) throw noCommand();
}

/** What runs: the entrypoint, or else the command; the rest are its arguments. */
export function commandOf(config: Pick<ContainerConfig, "Entrypoint" | "Cmd">): {
  path: string;
  args: readonly string[];
} {
  const [path = "", ...args] = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])];
  return { path, args };
}
