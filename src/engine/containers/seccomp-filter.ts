import { basename } from "node:path";
import { capabilitiesOf } from "#core/container/oci-spec/capabilities.ts";
import type { SeccompFilter } from "#core/container/oci-spec/input.ts";
import type { ContainerRecord } from "#core/container/record.ts";
import { defaultSeccompProfile } from "#core/container/seccomp/default-profile.ts";
import { chooseSeccomp, parseSeccompProfile, resolveSeccompProfile } from "#core/container/seccomp/profile.ts";
import type { ContainerContext } from "./dependencies.ts";

/** Compiles the built-in profile: an executable filter for a container with these capabilities. */
export type ProfileCompiler = (capabilities: readonly string[]) => Uint8Array;

/** `compile`, with each program made once per set of capabilities. */
export function remembering(compile: ProfileCompiler): ProfileCompiler {
  const programs = new Map<string, Uint8Array>();
  return (capabilities) => {
    const key = [...capabilities].sort().join(",");
    const program = programs.get(key) ?? compile(capabilities);
    programs.set(key, program);
    return program;
  };
}

/**
 * The filter that a container's programs run under. crun takes the built-in profile as a compiled program; everything
 * else is given to the runtime as a profile. @throws system for a profile that is none
 */
export function seccompOf(
  context: Pick<ContainerContext, "settings" | "hostFacts" | "runtimeOf" | "compileSeccomp" | "machine">,
  record: Pick<ContainerRecord, "hostConfig" | "runtime">,
): SeccompFilter {
  const choice = chooseSeccomp(record.hostConfig, context.settings.seccompProfile);
  if (choice.kind === "unconfined") return { kind: "none" };
  const capabilities = capabilitiesOf(record.hostConfig, context.hostFacts.capabilities);
  const runtime = context.runtimeOf(record.runtime);
  if (choice.kind === "default" && basename(runtime.path) === "crun") {
    return { kind: "bpf", program: context.compileSeccomp(capabilities) };
  }
  const profile = choice.kind === "custom" ? parseSeccompProfile(choice.text) : defaultSeccompProfile;
  return { kind: "oci", profile: resolveSeccompProfile(profile, { ...context.machine, capabilities }) };
}
