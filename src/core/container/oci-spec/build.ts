import type { OciDevice, OciLinux, OciSpec } from "#formats/oci/runtime-spec.ts";
import { cgroupsPathOf } from "./cgroups-path.ts";
import type { OciSpecInput } from "./input.ts";
import { mountsOf } from "./mounts.ts";
import { hasOwnUts, namespacesOf, sysctlsOf } from "./namespaces.ts";
import { hostnameOf, processOf } from "./process.ts";
import { resourcesOf } from "./resources.ts";

const seccompAnnotation = "run.oci.seccomp_bpf_data";

/**
 * The OCI runtime spec of a container, as moby's createSpec decides it.
 * @throws invalid-argument · system in Docker's words, for what only shows at start
 */
export function buildOciSpec(input: OciSpecInput): OciSpec {
  const { hostConfig } = input;
  const annotations = annotationsOf(input);
  const { hooks } = input.devices.edits;
  return {
    ociVersion: "1.0.2",
    process: processOf(input),
    root: { path: input.rootPath, ...(hostConfig.ReadonlyRootfs ? { readonly: true } : {}) },
    ...(hasOwnUts(input) ? { hostname: hostnameOf(input) } : {}),
    mounts: mountsOf(input),
    ...(Object.keys(hooks).length === 0 ? {} : { hooks }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    linux: linuxOf(input),
  };
}

function linuxOf(input: OciSpecInput): OciLinux {
  const { hostConfig, seccomp, mounts } = input;
  const sysctl = sysctlsOf(input);
  const devices = devicesOf(input);
  const masked = hostConfig.MaskedPaths ?? [];
  const readOnly = hostConfig.ReadonlyPaths ?? [];
  return {
    ...(Object.keys(sysctl).length === 0 ? {} : { sysctl }),
    resources: resourcesOf(input),
    cgroupsPath: cgroupsPathOf(input),
    namespaces: namespacesOf(input),
    ...(devices.length === 0 ? {} : { devices }),
    ...(seccomp.kind === "oci" ? { seccomp: seccomp.profile } : {}),
    ...(mounts.rootfsPropagation === undefined ? {} : { rootfsPropagation: mounts.rootfsPropagation }),
    ...(masked.length === 0 ? {} : { maskedPaths: masked }),
    ...(readOnly.length === 0 ? {} : { readonlyPaths: readOnly }),
  };
}

/** Privileged containers get all of the host's; the request's own come on top. */
function devicesOf({ hostConfig, devices, host }: OciSpecInput): readonly OciDevice[] {
  if (!hostConfig.Privileged) return devices.nodes;
  const own = new Set(devices.nodes.map((node) => node.path));
  return [...host.devices.filter((node) => !own.has(node.path)), ...devices.nodes];
}

/** The request's annotations without those that a runtime or CRIU obeys, and our own. */
function annotationsOf({ hostConfig, seccomp, daemon }: OciSpecInput): Record<string, string> {
  const allowed = Object.entries(hostConfig.Annotations ?? {}).filter(([key]) => !/^(run\.oci|org\.criu)\./.test(key));
  const filter = seccomp.kind === "bpf" ? { [seccompAnnotation]: Buffer.from(seccomp.program).toString("base64") } : {};
  // crun would put the container into a group below the scope that systemd makes for it, where nobody looks for its limits.
  const scope = daemon.cgroupDriver === "systemd" ? { "run.oci.systemd.subgroup": "" } : {};
  return { ...Object.fromEntries(allowed), ...filter, ...scope };
}
