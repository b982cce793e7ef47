import { posix } from "node:path";
import { binarySize } from "#base/units.ts";
import type { ComposeBuild } from "#compose/build-files/build.ts";
import type { ComposeSecret, ComposeService } from "#compose/build-files/project.ts";
import { parseUlimit } from "../../container-spec/limits.ts";
import { isRemote } from "../check.ts";
import { canonicalAttest, parseAttest, parseCache } from "../entries.ts";
import { BakeError } from "../errors.ts";
import type { Attest, BakeTarget, Secret } from "../target.ts";
import { namedContexts, targetName } from "./contexts.ts";
import { extendedTarget } from "./extension.ts";

export interface TargetSurroundings {
  get(name: string): string | undefined;
  readonly home: string;
}

/** The target that a service stands for; `undefined` for one that is not built. @throws BakeError */
export function targetOfService(
  { name: serviceName, image, build, environment }: ComposeService,
  secrets: ReadonlyMap<string, ComposeSecret>,
  { get, home }: TargetSurroundings,
): BakeTarget | undefined {
  if (build === undefined) return undefined;
  const name = targetName(serviceName);
  const args = [...(build.args ?? [])].map(([key, value]) => [key, value ?? environment.get(key) ?? get(key)] as const);
  const given = args.filter((entry): entry is [string, string] => entry[1] !== undefined);
  const target: BakeTarget = {
    name,
    context: contextPath(build.context ?? ".", home),
    ...textFields(build),
    args: new Map(given),
    labels: build.labels ?? new Map(),
    extraHosts: new Map([...(build.extraHosts ?? [])].map(([host, addresses]) => [host, addresses.join(",")])),
    contexts: new Map(
      [...namedContexts(build.additionalContexts ?? new Map())].map(([key, path]) => [key, contextPath(path, home)]),
    ),
    cacheFrom: parseCache(build.cacheFrom ?? []),
    cacheTo: parseCache(build.cacheTo ?? []),
    platforms: build.platforms ?? [],
    ssh: [...(build.ssh ?? [])].sort(byFirst).map(([id, path]) => ({ id, paths: path ? [path] : [] })),
    secrets: (build.secrets ?? []).map((id) => secretOf(id, secrets.get(id)!, home)),
    ulimits: [...(build.ulimits ?? [])].map(([limit, { soft, hard }]) => checkedLimit(`${limit}=${soft}:${hard}`)),
    attest: attestsOf(build),
    tags: build.tags ?? [],
    ...(build.noCache === true ? { noCache: true } : {}),
    ...(build.pull === true ? { pull: true } : {}),
    ...(build.shmSize ? { shmSize: binarySize(build.shmSize) } : {}),
  };
  const whole = extendedTarget(target, build.extensions.get("x-bake") ?? null);
  return whole.tags?.length === 0 && image ? { ...whole, tags: [image] } : whole;
}

const byFirst = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : left > right ? 1 : 0;

function textFields(build: ComposeBuild): Partial<BakeTarget> {
  const { dockerfile, dockerfileInline, target, network } = build;
  return {
    ...(dockerfile ? { dockerfile } : {}),
    ...(dockerfileInline ? { dockerfileInline } : {}),
    ...(target ? { target } : {}),
    ...(network ? { network } : {}),
  };
}

function contextPath(path: string, home: string): string {
  if (isRemote(path) || path.includes("://") || path.startsWith("target:")) return path;
  return localPath(path, home);
}

function localPath(path: string, home: string): string {
  const whole = path === "~" || path.startsWith("~/") ? home + path.slice(1) : path;
  const clean = posix.normalize(whole);
  return clean.length > 1 ? clean.replace(/\/$/, "") : clean;
}

function secretOf(id: string, { name, file, environment, isExternal }: ComposeSecret, home: string): Secret {
  if (isExternal) throw new BakeError(`unsupported external secret ${name ?? ""}`);
  return { id, source: file ? localPath(file, home) : "", variable: environment ?? "" };
}

function checkedLimit(text: string): string {
  try {
    parseUlimit(text);
    return text;
  } catch (error) {
    throw new BakeError((error as Error).message);
  }
}

function attestsOf({ sbom, provenance }: ComposeBuild): Attest[] {
  const given = [canonicalAttest("sbom", sbom ?? ""), canonicalAttest("provenance", provenance ?? "")];
  return given.filter((text) => text !== "").map(parseAttest);
}
