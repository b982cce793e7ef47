import { quote } from "#base/strconv.ts";
import { ComposeError } from "../errors.ts";
import type { Project } from "../shape/project.ts";
import type { Service } from "../shape/service.ts";
import { checkCycles } from "./cycles.ts";

interface Checked {
  readonly name: string;
  readonly service: Service;
  readonly project: Project;
}

const invalid = (message: string): ComposeError => new ComposeError(`${message}: invalid compose project`);

/** Refuses services that say too little, refer to what is not there, or contradict themselves. @throws ComposeError */
export function checkConsistency(project: Project): void {
  for (const [name, service] of project.services) for (const check of checks) check({ name, service, project });
  for (const [name, { external, file, environment }] of project.secrets)
    if (!external && !file && !environment)
      throw invalid(`secret ${quote(name)} must declare either \`file\` or \`environment\``);
  checkCycles(project);
}

const checks: readonly ((checked: Checked) => void)[] = [
  checkSource,
  checkBuild,
  checkNetworks,
  checkHealth,
  checkNeeds,
  checkVolumes,
  checkFiles,
  checkScale,
  checkLimits,
  checkContainerName,
  checkWatch,
  checkMounts,
];

function checkSource({ name, service: { build, image, provider } }: Checked): void {
  if (build === undefined && !image && provider === undefined)
    throw invalid(`service ${quote(name)} has neither an image nor a build context specified`);
}

function checkBuild({ name, service: { build, platform }, project }: Checked): void {
  if (build === undefined) return;
  if (build.dockerfile_inline && build.dockerfile)
    throw invalid(`service ${quote(name)} declares mutualy exclusive dockerfile and dockerfile_inline`);
  for (const [key, context] of build.additional_contexts ?? []) {
    if (!context.startsWith("service:")) continue;
    const other = context.slice("service:".length);
    const found = project.services.get(other);
    const fault = found === undefined ? "unknown" : found.build === undefined ? "non-buildable" : undefined;
    if (fault !== undefined)
      throw new ComposeError(
        `service ${quote(name)} declares ${fault} service ${quote(other)} as additional contexts ${key}`,
      );
  }
  const platforms = build.platforms ?? [];
  if (platforms.length > 0 && platform && !platforms.includes(platform))
    throw invalid(`service.build.platforms MUST include service.platform ${quote(platform)}`);
}

function checkNetworks({ name, service: { network_mode: mode = "", networks }, project }: Checked): void {
  if (mode !== "" && (networks?.size ?? 0) > 0)
    throw invalid(`service ${name} declares mutually exclusive \`network_mode\` and \`networks\``);
  for (const network of networks?.keys() ?? [])
    if (!project.networks.has(network)) throw invalid(`service ${quote(name)} refers to undefined network ${network}`);
}

function checkHealth({ service: { healthcheck } }: Checked): void {
  const [first] = healthcheck?.test ?? [];
  if (first !== undefined && !["CMD", "CMD-SHELL", "NONE"].includes(first))
    throw new ComposeError('healthcheck.test must start either by "CMD", "CMD-SHELL" or "NONE"');
}

function checkNeeds({ name, service: { depends_on: needs, network_mode: mode = "" }, project }: Checked): void {
  for (const [other, { required }] of needs ?? []) {
    if (project.services.has(other) || (project.disabledServices.has(other) && !required)) continue;
    throw invalid(`service ${quote(name)} depends on undefined service ${quote(other)}`);
  }
  if (!mode.startsWith("service:")) return;
  const other = mode.slice("service:".length);
  if (!project.services.has(other))
    throw new ComposeError(`service ${quote(other)} not found for network_mode 'service:${other}'`);
}

function checkVolumes({ name, service: { volumes = [] }, project }: Checked): void {
  for (const { type, source } of volumes)
    if (type === "volume" && source && !project.volumes.has(source))
      throw invalid(`service ${quote(name)} refers to undefined volume ${source}`);
}

function checkFiles({ name, service, project }: Checked): void {
  const check = (what: string, names: Iterable<string | undefined>, known: ReadonlyMap<string, unknown>): void => {
    for (const file of names)
      if (!known.has(file ?? "")) throw invalid(`service ${quote(name)} refers to undefined ${what} ${file ?? ""}`);
  };
  const sources = (files: Service["secrets"]) => (files ?? []).map(({ source }) => source);
  check("build secret", sources(service.build?.secrets), project.secrets);
  check("config", sources(service.configs), project.configs);
  check("model", service.models?.keys() ?? [], project.models);
  check("secret", sources(service.secrets), project.secrets);
}

function checkScale({ name, service: { scale, deploy } }: Checked): void {
  const replicas = deploy?.replicas;
  if (scale !== undefined && replicas !== undefined && scale !== replicas)
    throw invalid(`services.${name}: can't set distinct values on 'scale' and 'deploy.replicas'`);
  if (scale !== undefined && scale < 0)
    throw new ComposeError(`services.${name}.scale: must be greater than or equal to 0`);
  if (replicas !== undefined && replicas < 0)
    throw new ComposeError(`services.${name}.deploy.replicas: must be greater than or equal to 0`);
}

function checkLimits({ name, service }: Checked): void {
  const { limits, reservations } = service.deploy?.resources ?? {};
  const pairs: readonly (readonly [key: string, given: number | undefined, path: string, other: number | undefined])[] =
    [
      ["cpus", service.cpus, "limits.cpus", limits && (limits.cpus ?? 0)],
      ["mem_limit", service.mem_limit, "limits.memory", limits && (limits.memory ?? 0)],
      ["mem_reservation", service.mem_reservation, "reservations.memory", reservations && (reservations.memory ?? 0)],
      ["pids_limit", service.pids_limit, "limits.pids", limits && (limits.pids ?? 0)],
    ];
  for (const [key, given, path, other] of pairs)
    if (given && other !== undefined && other !== given)
      throw invalid(`services.${name}: can't set distinct values on '${key}' and 'deploy.resources.${path}'`);
}

function checkContainerName({ name, service: { scale, deploy, container_name: given } }: Checked): void {
  if (!given || (scale ?? deploy?.replicas ?? 1) <= 1) return;
  // Stock Compose has the two the wrong way around.
  const attribute = scale === undefined ? "deploy.replicas" : "scale";
  throw invalid(`services.${attribute}: can't set container_name and ${name} as container name must be unique`);
}

function checkWatch({ name, service: { develop } }: Checked): void {
  for (const { target, action } of develop?.watch ?? [])
    if (!target && action !== "rebuild" && action !== "restart")
      throw invalid(`services.${name}.develop.watch: target is required for non-rebuild actions`);
}

function checkMounts({ name, service: { tmpfs = [], volumes = [] } }: Checked): void {
  const taken = new Map<string, string>();
  const take = (target: string, place: string): void => {
    const before = taken.get(target);
    if (before !== undefined) throw new ComposeError(`${place}: target ${target} already mounted as ${before}`);
    taken.set(target, place);
  };
  for (const [at, entry] of tmpfs.entries()) take(entry.split(":", 1)[0]!, `services.${name}.tmpfs[${at}]`);
  for (const [at, { target = "" }] of volumes.entries()) take(target, `services.${name}.volumes[${at}]`);
}
