import type { QueryOf } from "#api/query.ts";
import { EngineError, messageOf, notSupported } from "#base/errors.ts";
import type { ClassicBuildRequest } from "#core/build/classic-request.ts";
import type { FrontendRequest } from "#core/build/request.ts";
import type { RunLimits, RunNetwork } from "#core/build/run-operation.ts";
import type { Platform } from "#formats/oci/image.ts";
import { parsePlatform } from "#formats/oci/platform.ts";
import { parseReference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";

export type BuildQuery = QueryOf<"ImageBuild">;
type DecodedQuery = Omit<ClassicBuildRequest, "archive" | "credentials">;

/**
 * What the parameters of `POST /build` ask for (moby api/server/router/build). As there, numbers that are none count as not
 * given, but for `shmsize`.
 * @throws invalid-argument · unknown (500) · not-implemented
 */
export function classicRequest(query: BuildQuery): DecodedQuery {
  refuseUnsupported(query);
  return {
    id: query.buildid,
    tags: tagsOf(query),
    quiet: query.q,
    squash: query.squash,
    remote: query.remote,
    dockerfile: query.dockerfile === "" ? "Dockerfile" : query.dockerfile,
    frontend: frontendOf(query),
  };
}

function frontendOf(query: BuildQuery): DecodedQuery["frontend"] {
  const platform = platformOf(query.platform);
  return {
    target: query.target,
    buildArgs: jsonMap("build args", query.buildargs),
    labels: jsonMap("labels", query.labels),
    platforms: platform === undefined ? [] : [platform],
    noCache: query.nocache ? "all" : [],
    resolveMode: isTrue(query.pull) ? "pull" : "default",
    network: networkOf(query.networkmode),
    hostname: "",
    limits: limitsOf(query),
    namedContexts: {},
    inputs: {},
    ask: "build",
    syntax: "",
    dialect: "classic",
    facts: {},
    check: "",
  } satisfies Omit<FrontendRequest, "context" | "dockerfile">;
}

function refuseUnsupported(query: BuildQuery): void {
  if (query.outputs !== "" && query.outputs !== "[]") throw notSupported("outputs of the classic builder");
  refuseForBoth(query);
}

/** What neither builder does. @throws invalid-argument in moby's words */
export function refuseForBoth({ isolation, securityopt }: BuildQuery): void {
  if (!["", "default"].includes(isolation.toLowerCase()))
    throw new EngineError("invalid-argument", `unsupported isolation: ${JSON.stringify(isolation)}`);
  if (!["", "null", "[]"].includes(securityopt))
    throw new EngineError("invalid-argument", "security options are not supported on linux");
}

/** @throws unknown, as Docker answers 500 */
export function tagsOf(query: Pick<BuildQuery, "t">): string[] {
  return [...new Set(query.t.filter((tag) => tag !== "").map(tagOf))];
}

function tagOf(text: string): string {
  try {
    const reference = parseReference(text);
    if (reference.digest !== undefined) throw new Error("build tag cannot contain a digest");
    return referenceText(withDefaultTag(reference));
  } catch (error) {
    throw new EngineError("unknown", messageOf(error), { cause: error });
  }
}

function platformOf(text: string): Platform | undefined {
  if (text === "") return undefined;
  const platform = parsePlatform(text, { os: "linux", architecture: "amd64" });
  if (platform === undefined) {
    throw new EngineError("invalid-argument", `"${text}": cannot parse platform specifier: invalid argument`);
  }
  return platform;
}

function networkOf(text: string): RunNetwork {
  if (["", "default", "bridge"].includes(text)) return "default";
  if (text === "none" || text === "host") return text;
  return { named: text };
}

/** @throws invalid-argument */
export function jsonMap(what: string, text: string): Record<string, string> {
  if (text === "") return {};
  const values = parsedJson(text, (reason) => new EngineError("invalid-argument", `error reading ${what}: ${reason}`));
  const entries = Object.entries(values ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(entries);
}

export function parsedJson(text: string, refused: (reason: string) => EngineError): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object") return value ?? undefined;
  } catch (error) {
    throw refused(messageOf(error));
  }
  throw refused("it is no object");
}

export function limitsOf(query: BuildQuery): RunLimits {
  const given = {
    shmSizeBytes: shmSizeOf(query.shmsize),
    memoryBytes: numberOf(query.memory),
    memorySwapBytes: numberOf(query.memswap),
    cpuShares: numberOf(query.cpushares),
    cpuPeriod: numberOf(query.cpuperiod),
    cpuQuota: numberOf(query.cpuquota),
    cpusetCpus: query.cpusetcpus || undefined,
    cpusetMems: query.cpusetmems || undefined,
    cgroupParent: query.cgroupparent || undefined,
  };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...set, extraHosts: extraHostsOf(query.extrahosts), ulimits: ulimitsOf(query.ulimits) };
}

function shmSizeOf(text: string): number | undefined {
  if (text === "") return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text) === 0 ? undefined : Number(text);
  throw new EngineError("unknown", `strconv.ParseInt: parsing "${text}": invalid syntax`);
}

export function numberOf(text: string): number | undefined {
  return /^-?\d{1,15}$/.test(text) && Number(text) !== 0 ? Number(text) : undefined;
}

export function extraHostsOf(text: string): RunLimits["extraHosts"] {
  return text
    .split(",")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [, host, ip] = /^([^:=]+)[:=](.+)$/.exec(pair) ?? [];
      if (host === undefined || ip === undefined)
        throw new EngineError("invalid-argument", `invalid add-host: ${pair}`);
      return { host, ip };
    });
}

export function ulimitsOf(text: string): RunLimits["ulimits"] {
  if (text === "" || text === "null") return [];
  const values = parsedJson(
    text,
    (reason) => new EngineError("invalid-argument", `error reading ulimit settings: ${reason}`),
  );
  return (Array.isArray(values) ? values : []).map((limit: Record<string, unknown>) => ({
    name: String(limit["Name"]),
    soft: Number(limit["Soft"]),
    hard: Number(limit["Hard"]),
  }));
}

export function isTrue(text: string): boolean {
  return text !== "" && !["0", "no", "false", "none"].includes(text.trim().toLowerCase());
}
