import { ComposeError } from "../errors.ts";
import { isMap, type Tree, type TreeMap } from "../tree/value.ts";

const unsupported = [
  "build",
  "cgroupns_mode",
  "cgroup_parent",
  "devices",
  "domainname",
  "external_links",
  "ipc",
  "links",
  "mac_address",
  "network_mode",
  "pid",
  "privileged",
  "restart",
  "security_opt",
  "shm_size",
  "userns_mode",
];

const onAllPorts =
  "Exposing ports is unnecessary - services on the same network can access each other's containers on any port.";

const deprecated: Reasons = new Map([
  ["container_name", "Setting the container name is not supported."],
  ["expose", onAllPorts],
]);

const inDeploy = "Set resource limits using deploy.resources";

const forbidden: Reasons = new Map([
  ["extends", "Support for `extends` is not implemented yet."],
  [
    "volume_driver",
    "Instead of setting the volume driver on the service, define a volume using the top-level `volumes` option and specify the driver there.",
  ],
  [
    "volumes_from",
    "To share a volume between services, define it using the top-level `volumes` option and reference it from each service that shares it using the service-level `volumes` option.",
  ],
  ...["cpu_quota", "cpu_shares", "cpuset", "mem_limit", "memswap_limit"].map((name) => [name, inDeploy] as const),
]);

type Reasons = ReadonlyMap<string, string>;

/** Options of services that no stack can have. */
export class ForbiddenOptions extends ComposeError {
  override readonly name = "ForbiddenOptions";

  constructor(readonly reasons: Reasons) {
    super("Configuration contains forbidden properties");
  }
}

/** @throws ForbiddenOptions */
export function checkOptions(file: TreeMap): void {
  const found = used([file], forbidden);
  if (found.size > 0) throw new ForbiddenOptions(found);
}

/** Options of services that swarm passes over, sorted. */
export function unsupportedOptions(files: readonly TreeMap[]): string[] {
  const names = new Map(unsupported.map((name) => [name, ""]));
  return [...used(files, names).keys()].sort();
}

/** Options of services that mean nothing any more, with the reasons. */
export function deprecatedOptions(files: readonly TreeMap[]): Reasons {
  return used(files, deprecated);
}

/** Options with their reasons, a paragraph each. */
export function reasonsText(reasons: Reasons): string {
  return [...reasons]
    .map(([name, reason]) => `${name}: ${reason}`)
    .sort()
    .join("\n\n");
}

function used(files: readonly TreeMap[], reasons: Reasons): Reasons {
  const services = files.flatMap((file) => servicesOf(file));
  return new Map([...reasons].filter(([name]) => services.some((service) => service.has(name))));
}

function servicesOf(file: TreeMap): TreeMap[] {
  const services: Tree | undefined = file.get("services");
  return isMap(services) ? [...services.values()].filter(isMap) : [];
}
