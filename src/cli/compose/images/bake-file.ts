import { realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { imageName } from "#compose/convert/names.ts";
import { type NamedService, namedServices } from "#compose/named-service.ts";
import type { Build } from "#compose/shape/build.ts";
import type { Project } from "#compose/shape/project.ts";
import { parseGitUrl } from "#formats/git-url/parse.ts";
import { writeJson } from "#formats/json/write-json.ts";
import type { YamlValue } from "#formats/yaml/value.ts";
import {
  attestationTexts,
  buildArguments,
  buildLabels,
  contextsOf,
  entitlementsOf,
  hostAddresses,
  outputText,
  type ServiceBuildOptions,
  targetNames,
  ulimitTexts,
} from "./service-targets.ts";

/** The builds of a project as a file of bake has them; its default group are those of `services`. */
export function bakeFile(project: Project, services: readonly string[], options: ServiceBuildOptions): string {
  const names = targetNames(project);
  const built = namedServices(project).filter(({ build }) => build !== undefined);
  const targets = built.map((service) => [names.get(service.name)!, targetOf(project, service, { names, options })]);
  const group = services.map((name) => names.get(name)!).sort();
  return writeJson(
    new Map([
      ["group", new Map([["default", new Map([["targets", group]])]])],
      ["target", sorted(targets as [string, YamlValue][])],
    ]),
    "  ",
  );
}

interface Ground {
  readonly names: ReadonlyMap<string, string>;
  readonly options: ServiceBuildOptions;
}

function targetOf(project: Project, service: NamedService, { names, options }: Ground): YamlValue {
  const build = service.build ?? {};
  const args = [...buildArguments(project, build, options)].map(([name, value]): [string, string] => [
    name,
    withoutVariables(value),
  ]);
  const isPushed = options.isPushed && Boolean(service.image);
  const fields: Readonly<Record<string, YamlValue>> = {
    context: build.context ?? "",
    contexts: sorted([...contextsOf(build, names)]),
    dockerfile: dockerfileOf(build),
    "dockerfile-inline": withoutVariables(build.dockerfile_inline ?? ""),
    args: sorted(args),
    labels: sorted([...buildLabels(project, service, build)]),
    tags: [...(build.tags ?? []), imageName(project, service)],
    "cache-from": [...(build.cache_from ?? [])],
    "cache-to": [...(build.cache_to ?? [])],
    target: build.target ?? "",
    secret: secretTexts(project, build),
    ssh: [...(build.ssh ?? []).map(({ id, path = "" }) => `${id}=${path}`), ...options.ssh.map(withEqualsSign)],
    platforms: [...(build.platforms ?? [])],
    pull: build.pull === true || options.pull,
    "no-cache": build.no_cache === true || options.noCache,
    network: build.network ?? "",
    "shm-size": build.shm_size ? String(build.shm_size) : "",
    ulimits: ulimitTexts(build),
    call: options.isChecked ? "lint" : "",
    entitlements: entitlementsOf(build),
    "extra-hosts": sorted([...hostAddresses(build)]),
    output: options.isChecked ? [] : [outputText(build, isPushed)],
    attest: attestationTexts(build),
  };
  return new Map(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: YamlValue): boolean {
  if (value instanceof Map) return value.size === 0;
  return value === "" || value === false || (Array.isArray(value) && value.length === 0);
}

const sorted = (entries: readonly (readonly [string, YamlValue])[]): YamlValue =>
  new Map([...entries].sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right))));

/** What bake would take for one of its variables. */
const withoutVariables = (text: string): string => text.replaceAll("${", () => "$${");

const withEqualsSign = (key: string): string => (key.includes("=") ? key : `${key}=`);

function dockerfileOf({ context = "", dockerfile = "" }: Build): string {
  if (dockerfile === "" || parseGitUrl(context) !== undefined) return dockerfile;
  const whole = isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile);
  try {
    return join(realpathSync(dirname(whole)), basename(whole));
  } catch {
    return whole;
  }
}

function secretTexts(project: Project, { secrets = [] }: Build): string[] {
  return secrets.flatMap(({ source = "", target }) => {
    const { environment, file } = project.secrets.get(source) ?? {};
    const id = target || source;
    if (environment) return [`id=${id},type=env,env=${environment}`];
    return file ? [`id=${id},type=file,src=${file}`] : [];
  });
}
