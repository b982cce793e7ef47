import { imageName } from "#compose/convert/names.ts";
import { composeVersion, labels } from "#compose/labels.ts";
import { findService, type NamedService } from "#compose/named-service.ts";
import { allServices } from "#compose/project/select.ts";
import type { Build } from "#compose/shape/build.ts";
import type { Project } from "#compose/shape/project.ts";
import { parseAttest, parseCache, parseExport } from "../../bake/entries.ts";
import type { BakeTarget } from "../../bake/target.ts";

export interface ServiceBuildOptions {
  /** `NAME=value`, before those of the file. */
  readonly args: ReadonlyMap<string, string>;
  /** Below all other arguments. */
  readonly proxies: Readonly<Record<string, string>>;
  readonly isPushed: boolean;
  readonly isChecked: boolean;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly ssh: readonly string[];
  /** Instead of those of the file; empty: they count. */
  readonly sbom: string;
  readonly provenance: string;
}

export interface ServiceTargets {
  /** Each after those that it has as contexts. */
  readonly targets: readonly BakeTarget[];
  /** By service. */
  readonly names: ReadonlyMap<string, string>;
  /** What the builds may do because their files say so. */
  readonly allow: readonly string[];
}

/** The builds of services, and of those whose images they are made from. */
export function serviceTargets(
  project: Project,
  services: readonly string[],
  options: ServiceBuildOptions,
): ServiceTargets {
  const names = targetNames(project);
  const targets = new Map<string, BakeTarget>();
  const visit = (name: string, isLinked: boolean): void => {
    const service = findService(project, name);
    const known = targets.get(name);
    if (known !== undefined) {
      if (!isLinked) known.isLinked = false;
      return;
    }
    if (service?.build === undefined) return;
    for (const context of (service.build.additional_contexts ?? new Map<string, string>()).values())
      if (context.startsWith("service:")) visit(context.slice("service:".length), true);
    targets.set(name, { ...targetOf(project, service, service.build, { names, options }), isLinked });
  };
  for (const name of services) visit(name, false);
  const builds = [...targets.keys()].map((name) => project.services.get(name)!.build!);
  return { targets: [...targets.values()], names, allow: [...new Set(builds.flatMap(entitlementsOf))] };
}

/** Services, and those whose images they are made from. */
export function withContexts(project: Project, services: readonly string[]): readonly string[] {
  const all = new Set(services);
  // A set gives what is added to it meanwhile as well.
  for (const name of all)
    for (const context of allServices(project).get(name)?.build?.additional_contexts?.values() ?? [])
      if (context.startsWith("service:")) all.add(context.slice("service:".length));
  return [...all];
}

/** Names of targets have no dots. */
export function targetNames(project: Project): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const service of [...project.services.keys()].sort()) {
    let name = service.replaceAll(".", "_");
    while (taken.has(name)) name += "_";
    taken.add(name);
    names.set(service, name);
  }
  return names;
}

interface Ground {
  readonly names: ReadonlyMap<string, string>;
  readonly options: ServiceBuildOptions;
}

function targetOf(project: Project, service: NamedService, build: Build, { names, options }: Ground): BakeTarget {
  const image = imageName(project, service);
  const isPushed = options.isPushed && Boolean(service.image);
  return {
    name: names.get(service.name)!,
    context: build.context ?? ".",
    contexts: contextsOf(build, names),
    ...(build.dockerfile ? { dockerfile: build.dockerfile } : {}),
    ...(build.dockerfile_inline ? { dockerfileInline: build.dockerfile_inline } : {}),
    args: buildArguments(project, build, options),
    labels: buildLabels(project, service, build),
    tags: [...(build.tags ?? []), image],
    cacheFrom: parseCache(build.cache_from ?? []),
    cacheTo: parseCache(build.cache_to ?? []),
    ...(build.target ? { target: build.target } : {}),
    secrets: secretsOf(project, build),
    ssh: [...(build.ssh ?? []).map(({ id, path }) => ({ id, paths: path ? [path] : [] })), ...options.ssh.map(sshKey)],
    platforms: build.platforms ?? [],
    outputs: [parseExport(outputText(build, isPushed))],
    ...(options.isChecked ? { call: "lint" } : {}),
    pull: build.pull === true || options.pull,
    noCache: build.no_cache === true || options.noCache,
    ...(build.network ? { network: build.network } : {}),
    ...(build.shm_size ? { shmSize: String(build.shm_size) } : {}),
    ulimits: ulimitTexts(build),
    extraHosts: hostAddresses(build),
    attest: attestationTexts(build, options).map(parseAttest),
  };
}

export function outputText({ platforms = [] }: Build, isPushed: boolean): string {
  if (platforms.length > 1) return `type=image,push=${isPushed}`;
  return isPushed ? "type=registry" : "type=docker";
}

/** The named contexts of a build; those of services are the targets that these are. */
export function contextsOf({ additional_contexts }: Build, names: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    [...(additional_contexts ?? [])].map(([name, value]) => {
      const other = value.startsWith("service:") ? names.get(value.slice("service:".length)) : undefined;
      return [name, other === undefined ? value : `target:${other}`];
    }),
  );
}

export const ulimitTexts = ({ ulimits }: Build): string[] =>
  [...(ulimits ?? [])].map(([name, { single = 0, soft = 0, hard = 0 }]) =>
    single > 0 ? `${name}=${single}` : `${name}=${soft}:${hard}`,
  );

/** Of each host its addresses, with commas between them. */
export const hostAddresses = ({ extra_hosts }: Build): Map<string, string> =>
  new Map([...(extra_hosts ?? [])].map(([host, addresses]) => [host, addresses.join(",")]));

/** The arguments of a build. */
export const buildArguments = (
  project: Project,
  build: Build,
  { proxies, args }: Pick<ServiceBuildOptions, "proxies" | "args">,
): Map<string, string> => new Map([...Object.entries(proxies), ...ownArguments(project, build), ...args]);

/** The labels of the image of a service. */
export const buildLabels = (project: Project, { name }: NamedService, build: Build): Map<string, string> =>
  new Map([
    ...(build.labels ?? []),
    [labels.version, composeVersion],
    [labels.project, project.name],
    [labels.service, name],
  ]);

/** Without a value, an argument has that of the project's environment. */
function ownArguments({ environment }: Project, { args }: Build): [string, string][] {
  return [...(args ?? [])].flatMap(([name, value]) => {
    const given = value ?? environment.get(name);
    return given === undefined ? [] : [[name, given] as [string, string]];
  });
}

function secretsOf(project: Project, { secrets }: Build) {
  return (secrets ?? []).flatMap(({ source = "", target }) => {
    const secret = project.secrets.get(source);
    const id = target || source;
    if (secret?.environment) return [{ id, source: "", variable: secret.environment }];
    return secret?.file ? [{ id, source: secret.file, variable: "" }] : [];
  });
}

function sshKey(text: string): { id: string; paths: string[] } {
  const [id = "", ...path] = text.split("=");
  return { id, paths: path.length === 0 ? [] : [path.join("=")] };
}

/** The attestations of a build, of which `options` may want others. */
export function attestationTexts(build: Build, options: { provenance?: string; sbom?: string } = {}): string[] {
  const text = (type: string, value: string | undefined): string[] => {
    if (!value || value === "false") return [];
    return [value === "true" ? `type=${type}` : `type=${type},${value}`];
  };
  return [...text("provenance", options.provenance || build.provenance), ...text("sbom", options.sbom || build.sbom)];
}

export function entitlementsOf({ entitlements, privileged }: Build): string[] {
  return [...(entitlements ?? []), ...(privileged === true ? ["security.insecure"] : [])];
}
