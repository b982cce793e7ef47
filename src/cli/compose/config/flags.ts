import type { Skippable } from "#compose/file/loading.ts";
import type { FlagValues } from "../../flags/flag.ts";
import { bool, string } from "../../flags/scalars.ts";
import type { ComposeInvocation } from "../command.ts";

export const configFlags = {
  environment: bool({ usage: "Print environment used for interpolation." }),
  format: string({ usage: "Format the output. Values: [yaml | json]" }),
  hash: string({ usage: "Print the service config hash, one per line." }),
  images: bool({ usage: "Print the image names, one per line." }),
  "lock-image-digests": bool({ usage: "Produces an override file with image digests" }),
  models: bool({ usage: "Print the model names, one per line." }),
  networks: bool({ usage: "Print the network names, one per line." }),
  "no-consistency": bool({ usage: "Don't check model consistency - warning: may produce invalid Compose output" }),
  "no-env-resolution": bool({ usage: "Don't resolve service env files" }),
  "no-interpolate": bool({ usage: "Don't interpolate environment variables" }),
  "no-normalize": bool({ usage: "Don't normalize compose model" }),
  "no-path-resolution": bool({ usage: "Don't resolve file paths" }),
  output: string({ short: "o", usage: "Save to file (default to stdout)" }),
  profiles: bool({ usage: "Print the profile names, one per line." }),
  quiet: bool({ short: "q", usage: "Only validate the configuration, don't print anything" }),
  "resolve-image-digests": bool({ usage: "Pin image tags to digests" }),
  services: bool({ usage: "Print the service names, one per line." }),
  variables: bool({ usage: "Print model variables and default values." }),
  volumes: bool({ usage: "Print the volume names, one per line." }),
} as const;

export type ConfigInvocation = ComposeInvocation<typeof configFlags>;

/** The steps of loading that the flags leave out. */
export function skippedSteps(
  flags: FlagValues<typeof configFlags>,
  settings: ConfigInvocation["settings"],
): readonly Skippable[] {
  const steps: readonly (readonly [boolean, Skippable])[] = [
    [flags["no-interpolate"], "interpolation"],
    [flags["no-path-resolution"], "paths"],
    [flags["no-normalize"] || settings.isCompatible, "normalization"],
    [flags["no-consistency"], "consistency"],
  ];
  return steps.filter(([isGiven]) => isGiven).map(([, step]) => step);
}
