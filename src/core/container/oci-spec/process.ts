import type { ContainerConfig } from "#api/types.gen.ts";
import { defaultPath } from "#formats/oci/default-path.ts";
import { type OciProcess, type OciRlimit, rawNumber } from "#formats/oci/runtime-spec.ts";
import { capabilitiesOf, capabilitySets } from "./capabilities.ts";
import type { OciSpecInput } from "./input.ts";

/** Where `--init` puts the init program (moby daemon/config DefaultInitBinary). */
export const initPathInContainer = "/sbin/docker-init";

const unlimited = (1n << 64n) - 1n;

/** `process` of the spec. */
export function processOf(input: OciSpecInput): OciProcess {
  const { config, hostConfig, user, linkedEnvironment: linked } = input;
  const { edits } = input.devices;
  const environment = environmentOf(config, { hostname: hostnameOf(input), home: user.home, linked });
  const command = [input.path, ...input.args];
  const rlimits = rlimitsOf(input);
  const [height, width] = hostConfig.ConsoleSize;
  return {
    ...(config.Tty ? { terminal: true } : {}),
    ...(config.Tty && height > 0 && width > 0 ? { consoleSize: { height, width } } : {}),
    user: { uid: user.uid, gid: user.gid, additionalGids: [...new Set([...user.groups, ...edits.groups])] },
    args: usesInit(input) ? [initPathInContainer, "--", ...command] : command,
    env: overlaid(environment, edits.environment),
    cwd: config.WorkingDir === "" ? "/" : config.WorkingDir,
    capabilities: capabilitySets(capabilitiesOf(hostConfig, input.host.capabilities), user.uid),
    ...(rlimits.length === 0 ? {} : { rlimits }),
    ...(noNewPrivileges(input) ? { noNewPrivileges: true } : {}),
    oomScoreAdj: Math.max(hostConfig.OomScoreAdj, input.host.oomScoreAdjMin),
  };
}

/** Whether the program runs under docker-init: only in a pid namespace of its own. */
export function usesInit({ hostConfig, daemon }: OciSpecInput): boolean {
  const ownPids = hostConfig.PidMode !== "host" && !hostConfig.PidMode.startsWith("container:");
  return ownPids && (hostConfig.Init ?? daemon.initByDefault);
}

/** The name that the container sees; with the host's uts namespace the host's. */
export function hostnameOf({ config, hostConfig, host }: OciSpecInput): string {
  return hostConfig.UTSMode === "host" ? host.hostname : config.Hostname;
}

/**
 * The environment: Docker's own variables, over them the container's (`NAME` without `=` takes one away), and HOME.
 */
export function environmentOf(
  config: Pick<ContainerConfig, "Env" | "Tty">,
  own: { readonly hostname: string; readonly home: string; readonly linked?: readonly string[] | undefined },
): string[] {
  const base = [
    `PATH=${defaultPath}`,
    `HOSTNAME=${own.hostname}`,
    ...(config.Tty ? ["TERM=xterm"] : []),
    ...(own.linked ?? []),
  ];
  const environment = overlaid(base, config.Env ?? []);
  return environment.some((entry) => entry.startsWith("HOME=")) ? environment : [...environment, `HOME=${own.home}`];
}

/** `base` with variables replaced, added, or (for a bare name) removed. */
export function overlaid(base: readonly string[], overrides: readonly string[]): string[] {
  const result: Array<string | undefined> = [...base];
  const places = new Map(base.map((entry, index) => [nameOf(entry), index]));
  for (const entry of overrides) {
    const place = places.get(nameOf(entry));
    if (!entry.includes("=")) {
      if (place !== undefined) result[place] = undefined;
    } else if (place === undefined) result.push(entry);
    else result[place] = entry;
  }
  return result.filter((entry) => entry !== undefined);
}

function nameOf(entry: string): string {
  const end = entry.indexOf("=");
  return end === -1 ? entry : entry.slice(0, end);
}

/** The request's ulimits over the daemon's, clamped to what the daemon may give. */
export function rlimitsOf({
  hostConfig,
  daemon,
  host,
}: Pick<OciSpecInput, "hostConfig" | "daemon" | "host">): OciRlimit[] {
  const own = hostConfig.Ulimits ?? [];
  const named = new Set(own.map((ulimit) => ulimit.Name));
  const all = [...own, ...daemon.ulimits.filter((ulimit) => !named.has(ulimit.Name))];
  return all.map((ulimit) => {
    const type = `RLIMIT_${ulimit.Name.toUpperCase()}`;
    const allowed = host.hardLimits.get(type) ?? unlimited;
    const clamp = (value: number) => rawNumber(least(value < 0 ? unlimited : BigInt(value), allowed));
    return { type, hard: clamp(ulimit.Hard), soft: clamp(ulimit.Soft) };
  });
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** By the daemon, or by the request. */
export function noNewPrivileges({ hostConfig, daemon }: Pick<OciSpecInput, "hostConfig" | "daemon">): boolean {
  let result = daemon.noNewPrivileges;
  for (const option of hostConfig.SecurityOpt ?? []) {
    const match = /^no-new-privileges(?:[=:](.*))?$/.exec(option);
    if (match !== null) result = match[1] === undefined || /^(1|t|true)$/i.test(match[1]);
  }
  return result;
}
