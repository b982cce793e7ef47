import type { ContainerConfig, ExecCreateRequest, HostConfig } from "#api/types.gen.ts";
import type { OciProcess } from "#formats/oci/runtime-spec.ts";
import { capabilitiesOf, capabilitySets } from "./capabilities.ts";
import type { DaemonDefaults, HostFacts } from "./input.ts";
import { environmentOf, noNewPrivileges, overlaid, rlimitsOf } from "./process.ts";
import type { ProcessUser } from "./user.ts";

export interface ExecProcessInput {
  readonly request: ExecCreateRequest;
  /** Of the container. */
  readonly config: ContainerConfig;
  readonly hostConfig: HostConfig;
  /** Of `execUser(request, config)`, by the container's own files. */
  readonly user: ProcessUser;
  /** As in `OciSpecInput`. */
  readonly linkedEnvironment?: readonly string[];
  readonly hostname: string;
  readonly host: HostFacts;
  readonly daemon: DaemonDefaults;
  /** The terminal's size where it is known at the start. */
  readonly consoleSize?: { readonly rows: number; readonly columns: number };
}

/** The user that an exec runs as: its own, or the container's. */
export function execUser(request: Pick<ExecCreateRequest, "User">, config: Pick<ContainerConfig, "User">): string {
  return request.User === "" ? config.User : request.User;
}

/**
 * `process` of an exec, as moby's execSetPlatformOpt decides it: the container's environment, folder, rlimits and
 * capabilities; all of them for a privileged exec. The runtime keeps the container's seccomp filter.
 */
export function buildExecProcess(input: ExecProcessInput): OciProcess {
  const { request, config, hostConfig, user, host } = input;
  const own = { hostname: input.hostname, home: user.home, linked: input.linkedEnvironment };
  const rlimits = rlimitsOf(input);
  const size = input.consoleSize;
  const environment = overlaid(environmentOf({ Env: config.Env, Tty: request.Tty }, own), request.Env ?? []);
  return {
    ...(request.Tty ? { terminal: true } : {}),
    ...(request.Tty && size !== undefined ? { consoleSize: { height: size.rows, width: size.columns } } : {}),
    user: { uid: user.uid, gid: user.gid, additionalGids: user.groups },
    args: request.Cmd ?? [],
    env: environment,
    cwd: request.WorkingDir || config.WorkingDir || "/",
    capabilities: capabilitySets(
      request.Privileged ? host.capabilities : capabilitiesOf(hostConfig, host.capabilities),
      user.uid,
    ),
    ...(rlimits.length === 0 ? {} : { rlimits }),
    ...(noNewPrivileges(input) ? { noNewPrivileges: true } : {}),
    oomScoreAdj: Math.max(hostConfig.OomScoreAdj, host.oomScoreAdjMin),
  };
}
