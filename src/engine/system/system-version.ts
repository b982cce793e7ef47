import { basename } from "node:path";
import type { ComponentVersion, SystemVersion } from "#api/types.gen.ts";
import { apiVersion } from "#api/version.ts";
import type { SystemFacts } from "./system-facts.ts";

/** `GET /version`. */
export function systemVersion(facts: SystemFacts): SystemVersion {
  const { program, host, daemon } = facts;
  return {
    Platform: { Name: "Gantry" },
    Components: [engineComponent(facts), ...runtimeComponent(facts), shimComponent(facts)],
    Version: program.version,
    ApiVersion: apiVersion,
    MinAPIVersion: daemon.minApiVersion,
    GitCommit: program.gitCommit,
    GoVersion: program.languageRuntime,
    Os: "linux",
    Arch: host.architecture,
    KernelVersion: host.kernelVersion,
    ...(daemon.experimental ? { Experimental: true } : {}),
    BuildTime: program.buildTime,
  };
}

function engineComponent({ program, host, daemon }: SystemFacts): ComponentVersion {
  return {
    Name: "Engine",
    Version: program.version,
    Details: {
      ApiVersion: apiVersion,
      Arch: host.architecture,
      BuildTime: program.buildTime,
      Experimental: String(daemon.experimental),
      GitCommit: program.gitCommit,
      GoVersion: program.languageRuntime,
      KernelVersion: host.kernelVersion,
      MinAPIVersion: daemon.minApiVersion,
      Os: "linux",
    },
  };
}

/** The program that runs containers, by its own name: `crun`, where the runtime is called `runc` (ADR 0022). */
function runtimeComponent({ settings, runtimeVersions }: SystemFacts): ComponentVersion[] {
  const { name, path } = settings.runtimes.find(({ name }) => name === settings.defaultRuntime) ?? {};
  const found = runtimeVersions.get(name ?? "");
  if (path === undefined || found === undefined) return [];
  return [{ Name: basename(path), Version: found.version, Details: { GitCommit: found.commit } }];
}

/** The shim is built with the engine, and is its init too. */
function shimComponent({ program }: SystemFacts): ComponentVersion {
  return { Name: "gantry-shim", Version: program.version, Details: { GitCommit: program.gitCommit } };
}
