import { EngineError, messageOf } from "#base/errors.ts";
import type { OciSeccomp, OciSyscall, OciSyscallArg } from "#formats/oci/runtime-spec.ts";

/** A profile as `--security-opt seccomp=FILE` takes it (docs.docker.com, engine/security/seccomp). */
export interface DockerSeccompProfile {
  readonly defaultAction: string;
  readonly defaultErrnoRet?: number;
  readonly architectures?: readonly string[] | null;
  readonly archMap?: ReadonlyArray<{
    readonly architecture: string;
    readonly subArchitectures?: readonly string[] | null;
  }> | null;
  readonly flags?: readonly string[] | null;
  readonly listenerPath?: string;
  readonly listenerMetadata?: string;
  readonly syscalls?: readonly SeccompFilter[] | null;
}

export interface SeccompFilter {
  readonly name?: string;
  readonly names?: readonly string[] | null;
  readonly action: string;
  readonly errnoRet?: number;
  readonly args?: readonly OciSyscallArg[] | null;
  readonly includes?: SeccompCondition | null;
  readonly excludes?: SeccompCondition | null;
}

export interface SeccompCondition {
  readonly caps?: readonly string[] | null;
  /** Go's names of processors: `amd64`. */
  readonly arches?: readonly string[] | null;
  /** `4.8` */
  readonly minKernel?: string;
}

/** What conditions of a profile are decided by. */
export interface SeccompFacts {
  /** The container's bounding set. */
  readonly capabilities: readonly string[];
  readonly architecture: "amd64" | "arm64";
  /** `uname -r`. */
  readonly kernelRelease: string;
}

/** Which profile a container runs under: `unconfined`, the built-in one, or its own text. */
export type SeccompChoice =
  | { readonly kind: "unconfined" }
  | { readonly kind: "default" }
  | { readonly kind: "custom"; readonly text: string };

/**
 * Decides by the request's security options, then by the daemon's own profile.
 * @param daemonProfile text of a profile, `unconfined`, or undefined for the built-in one
 */
export function chooseSeccomp(
  hostConfig: { readonly Privileged: boolean; readonly SecurityOpt: readonly string[] | null },
  daemonProfile?: string,
): SeccompChoice {
  const options = (hostConfig.SecurityOpt ?? []).filter((option) => /^seccomp[=:]/.test(option));
  const requested = options.at(-1)?.slice("seccomp=".length);
  if (hostConfig.Privileged && (requested === undefined || requested === "")) return { kind: "unconfined" };
  const profile = requested === undefined || requested === "" ? (daemonProfile ?? "builtin") : requested;
  if (profile === "unconfined") return { kind: "unconfined" };
  return profile === "builtin" || profile === "" ? { kind: "default" } : { kind: "custom", text: profile };
}

/** @throws system `Decoding seccomp profile failed: …` */
export function parseSeccompProfile(text: string): DockerSeccompProfile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new EngineError("system", `Decoding seccomp profile failed: ${messageOf(error)}`);
  }
  if (value !== null && (typeof value !== "object" || Array.isArray(value))) {
    throw new EngineError(
      "system",
      "Decoding seccomp profile failed: json: cannot unmarshal value into Go value of type seccomp.Seccomp",
    );
  }
  return { defaultAction: "", ...value };
}

const nativeArchitectures = { amd64: "SCMP_ARCH_X86_64", arm64: "SCMP_ARCH_AARCH64" } as const;

/**
 * The profile as one container gets it: conditions decided, sub-architectures of this machine named.
 * @throws system for contradictions, in Docker's words
 */
export function resolveSeccompProfile(profile: DockerSeccompProfile, facts: SeccompFacts): OciSeccomp {
  const architectures = architecturesOf(profile, facts);
  const syscalls = (profile.syscalls ?? []).filter((filter) => applies(filter, facts)).map(toOci);
  return {
    defaultAction: profile.defaultAction,
    ...(profile.defaultErrnoRet === undefined ? {} : { defaultErrnoRet: profile.defaultErrnoRet }),
    ...(architectures.length === 0 ? {} : { architectures }),
    ...(profile.flags ? { flags: profile.flags } : {}),
    ...(profile.listenerPath ? { listenerPath: profile.listenerPath } : {}),
    ...(profile.listenerMetadata ? { listenerMetadata: profile.listenerMetadata } : {}),
    ...(syscalls.length === 0 ? {} : { syscalls }),
  };
}

function architecturesOf(profile: DockerSeccompProfile, { architecture }: SeccompFacts): readonly string[] {
  const given = profile.architectures ?? [];
  const map = profile.archMap ?? [];
  if (given.length > 0 && map.length > 0) {
    throw contradiction("architectures", "archMap");
  }
  const native = map.find((entry) => entry.architecture === nativeArchitectures[architecture]);
  return native === undefined ? given : [native.architecture, ...(native.subArchitectures ?? [])];
}

function toOci(filter: SeccompFilter): OciSyscall {
  if (filter.name && (filter.names ?? []).length > 0) throw contradiction("name", "names");
  return {
    names: filter.name ? [filter.name] : (filter.names ?? []),
    action: filter.action,
    ...(filter.errnoRet === undefined ? {} : { errnoRet: filter.errnoRet }),
    ...(filter.args && filter.args.length > 0 ? { args: filter.args } : {}),
  };
}

function contradiction(one: string, other: string): EngineError {
  return new EngineError(
    "system",
    `both '${one}' and '${other}' are specified in the seccomp profile, use either '${one}' or '${other}'`,
  );
}

function applies({ includes, excludes }: SeccompFilter, facts: SeccompFacts): boolean {
  const { capabilities, architecture, kernelRelease } = facts;
  if (excludes?.arches?.includes(architecture)) return false;
  if (excludes?.caps?.some((name) => capabilities.includes(name))) return false;
  if (excludes?.minKernel && isAtLeast(kernelRelease, excludes.minKernel)) return false;
  if (includes?.arches && includes.arches.length > 0 && !includes.arches.includes(architecture)) return false;
  if (includes?.caps?.some((name) => !capabilities.includes(name))) return false;
  return !includes?.minKernel || isAtLeast(kernelRelease, includes.minKernel);
}

/** Whether a kernel release is the wanted `major.minor` or newer. */
function isAtLeast(release: string, wanted: string): boolean {
  const [major = 0, minor = 0] = release.split(/[.-]/).map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split(".").map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
