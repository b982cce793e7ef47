import { binarySize } from "#base/units.ts";
import type { Build } from "#compose/shape/build.ts";
import type { Project } from "#compose/shape/project.ts";
import type { Service } from "#compose/shape/service.ts";
import type { Ulimit } from "#compose/shape/special.ts";
import { parseUlimit } from "../../container-spec/limits.ts";
import { canonicalAttest, parseAttest, parseCache } from "../entries.ts";
import { BakeError } from "../errors.ts";
import type { Attest, BakeTarget, Secret } from "../target.ts";
import { namedContexts, targetName } from "./contexts.ts";
import { extendedTarget } from "./extension.ts";

/** The target that a service stands for; `undefined` for one that is not built. @throws BakeError */
export function targetOfService(
  [serviceName, service]: readonly [string, Service],
  project: Project,
): BakeTarget | undefined {
  const { image, build } = service;
  if (build === undefined) return undefined;
  const name = targetName(serviceName);
  const target: BakeTarget = {
    name,
    context: build.context || ".",
    ...textFields(build),
    args: argumentsOf(build, service, project),
    labels: build.labels ?? new Map(),
    extraHosts: new Map([...(build.extra_hosts ?? [])].map(([host, addresses]) => [host, addresses.join(",")])),
    contexts: namedContexts(build.additional_contexts ?? new Map()),
    cacheFrom: parseCache(build.cache_from ?? []),
    cacheTo: parseCache(build.cache_to ?? []),
    platforms: build.platforms ?? [],
    ssh: (build.ssh ?? []).map(({ id, path }) => ({ id, paths: path === "" ? [] : [path] })),
    secrets: (build.secrets ?? []).map(({ source = "" }) => secretOf(source, project)),
    ulimits: [...(build.ulimits ?? [])].map(([limit, value]) => checkedLimit(limit, value)),
    attest: attestsOf(build),
    tags: build.tags ?? [],
    ...(build.no_cache === true ? { noCache: true } : {}),
    ...(build.pull === true ? { pull: true } : {}),
    ...(build.shm_size ? { shmSize: binarySize(build.shm_size) } : {}),
  };
  const whole = extendedTarget(target, build.extensions?.get("x-bake") ?? null);
  return whole.tags?.length === 0 && image ? { ...whole, tags: [image] } : whole;
}

/** Those without a value take the service's, or the environment's. */
function argumentsOf(build: Build, { environment: own }: Service, { environment }: Project): Map<string, string> {
  const args = [...(build.args ?? [])].map(
    ([key, value]) => [key, value ?? own?.get(key) ?? environment.get(key)] as const,
  );
  return new Map(args.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function textFields({ dockerfile, dockerfile_inline: inline, target, network }: Build): Partial<BakeTarget> {
  return {
    ...(dockerfile ? { dockerfile } : {}),
    ...(inline ? { dockerfileInline: inline } : {}),
    ...(target ? { target } : {}),
    ...(network ? { network } : {}),
  };
}

function secretOf(id: string, { secrets }: Project): Secret {
  const { name, file, environment, external } = secrets.get(id) ?? {};
  if (external) throw new BakeError(`unsupported external secret ${name ?? ""}`);
  return { id, source: file ?? "", variable: environment ?? "" };
}

function checkedLimit(name: string, { single = 0, soft = 0, hard = 0 }: Ulimit): string {
  const text = single === 0 ? `${name}=${soft}:${hard}` : `${name}=${single}:${single}`;
  try {
    parseUlimit(text);
    return text;
  } catch (error) {
    throw new BakeError((error as Error).message);
  }
}

function attestsOf({ sbom, provenance }: Build): Attest[] {
  const given = [canonicalAttest("sbom", sbom ?? ""), canonicalAttest("provenance", provenance ?? "")];
  return given.filter((text) => text !== "").map(parseAttest);
}
