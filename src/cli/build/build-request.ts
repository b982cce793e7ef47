import { messageOf } from "#base/errors.ts";
import { parseBool } from "#base/strconv.ts";
import type { Platform } from "#formats/oci/image.ts";
import { parsePlatform, platformFault } from "#formats/oci/platform.ts";
import { parseReference } from "#formats/reference/reference.ts";
import { parseUlimit } from "../container-spec/limits.ts";
import type { FlagValues } from "../flags/flag.ts";
import { parseBytes } from "../values/bytes.ts";
import type { buildFlags } from "./build-flags.ts";
import type { CachePlaces } from "./cache-places.ts";
import { type BuildPlaces, buildArguments, type NamedContexts } from "./contexts.ts";
import { keyValues } from "./key-value-list.ts";
import type { BuildOutput } from "./outputs.ts";

export type BuildFlagValues = FlagValues<typeof buildFlags>;
export type Question = "build" | "lint" | "outline" | "targets" | "describe";

export interface RequestParts {
  readonly flags: BuildFlagValues;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly places: BuildPlaces;
  readonly named: NamedContexts;
  readonly caches: CachePlaces;
  readonly outputs: readonly BuildOutput[];
  readonly question: Question;
  /** Equal for builds of one Dockerfile in one place: what `--why` compares. */
  readonly place: string;
  /** The build's, by which it is found in the history. */
  readonly id: string;
}

/** The request of our own protocol (docs/build.md), of flags that `checkRequestFlags` has seen. @throws Error in buildx's words */
export function buildRequest(parts: RequestParts): object {
  const { flags, env, places, named, caches, outputs, question, place, id } = parts;
  const buildArgs = { ...epochOf(env), ...buildArguments(flags["build-arg"], env) };
  return {
    id,
    why: flags.why,
    entitlements: entitlementsOf(flags),
    exports: question === "build" ? outputs.map(({ type, attributes }) => ({ type, attributes })) : [],
    cacheImports: caches.imports,
    cacheExports: cacheExportsOf({ flags, env, caches }),
    attestations: attestationsOf(flags),
    ...squashOf(flags),
    frontend: {
      context: withGitFolder(places.context, buildArgs),
      dockerfile: places.dockerfile,
      target: flags.target,
      buildArgs,
      labels: labelsOf(flags.label),
      platforms: flags.platform.map(platformOf),
      noCache: flags["no-cache"] ? "all" : flags["no-cache-filter"],
      resolveMode: flags.pull ? "pull" : "default",
      network: networkOf(flags.network),
      hostname: buildArgs["BUILDKIT_SANDBOX_HOSTNAME"] ?? "",
      limits: limitsOf(flags),
      namedContexts: named.contexts,
      inputs: {},
      ask: question,
      syntax: buildArgs["BUILDKIT_SYNTAX"] ?? "",
      ...(isSet(buildArgs["BUILDKIT_MULTI_PLATFORM"]) ? { multiPlatform: true } : {}),
      dialect: "buildkit",
      facts: { place },
      check: buildArgs["BUILDKIT_DOCKERFILE_CHECK"] ?? "",
    },
  };
}

/** Makes sure of flags that go together without a context. @throws Error in buildx's words */
export function checkRequestFlags(flags: BuildFlagValues): void {
  entitlementsOf(flags);
  if (flags["no-cache"] && flags["no-cache-filter"].length > 0)
    throw new Error("--no-cache and --no-cache-filter cannot currently be used together");
  flags.tag.forEach(checkTag);
}

/** The argument that builds of the same input name the same time with, where it is the client's own. */
function epochOf({ SOURCE_DATE_EPOCH: epoch = "" }: RequestParts["env"]): Record<string, string> {
  return epoch === "" ? {} : { SOURCE_DATE_EPOCH: epoch };
}

/** A repository as context keeps its `.git` where `BUILDKIT_CONTEXT_KEEP_GIT_DIR` says so. */
function withGitFolder(
  context: RequestParts["places"]["context"],
  buildArgs: Readonly<Record<string, string>>,
): object {
  const keeps = isSet(buildArgs["BUILDKIT_CONTEXT_KEEP_GIT_DIR"]);
  return keeps && context.from === "url" ? { ...context, keepGitDir: true } : context;
}

function checkTag(tag: string): void {
  try {
    parseReference(tag);
  } catch (error) {
    const reason = tag === "" ? "repository name must have at least one component" : messageOf(error);
    const shown = reason.replace(/^invalid reference format: (repository name) \(.*\) /, "$1 ");
    throw new Error(`invalid tag ${JSON.stringify(tag)}: ${shown}`);
  }
}

/** What the build may do beyond its container: a network of the host is granted by asking for it. @throws Error */
function entitlementsOf({ allow, network }: BuildFlagValues): string[] {
  const asked = allow.map((entry) => entry.trim());
  const unknown = asked.find((entry) => !/^(?:network\.host|security\.insecure|device(?:=.*)?)$/.test(entry));
  if (unknown !== undefined) throw new Error(`unknown entitlement ${unknown}`);
  return network === "host" ? [...new Set([...asked, "network.host"])] : asked;
}

/** `BUILDKIT_INLINE_CACHE` asks for what `--cache-to type=inline` does. */
function cacheExportsOf({ flags, env, caches }: Pick<RequestParts, "flags" | "env" | "caches">): object[] {
  const argument = buildArguments(flags["build-arg"], env)["BUILDKIT_INLINE_CACHE"] ?? "";
  const isInline = ["1", "t", "T", "true", "TRUE", "True"].includes(argument);
  return [...caches.exports, ...(isInline ? [{ type: "inline", attributes: {} }] : [])];
}

function attestationsOf(flags: BuildFlagValues): Record<string, Record<string, string>> {
  const found: Record<string, Record<string, string>> = {};
  const add = (kind: string, text: string): void => {
    const attributes = attestationFields(text);
    if (attributes === undefined) delete found[kind];
    else found[kind] = attributes;
  };
  for (const text of flags.attest) {
    const fields = keyValues(text);
    const kind = fields.find(([key]) => key === "type")?.[1] ?? "";
    if (kind !== "sbom" && kind !== "provenance")
      throw new Error(`attestation type ${JSON.stringify(kind)} is unknown`);
    const rest = fields.filter(([key]) => key !== "type").map(([key, value]) => `${key}=${value ?? ""}`);
    add(kind, rest.join(","));
  }
  if (flags.provenance !== "") add("provenance", flags.provenance);
  if (flags.sbom !== "") add("sbom", flags.sbom);
  return found;
}

/** @throws Error for what is neither a truth nor a way to do it */
function squashOf({ squash: text }: BuildFlagValues): { readonly squash?: string } {
  if (text === "all" || text === "above-base") return { squash: text };
  if (text === "" || !isTrue(text)) return {};
  return { squash: "above-base" };
}

/** Undefined: it is switched off. */
function attestationFields(text: string): Record<string, string> | undefined {
  if (text === "") return {};
  if (!text.includes("=")) return isTrue(text) ? {} : undefined;
  const { disabled = "false", ...fields } = Object.fromEntries(
    keyValues(text).map(([key, value]) => [key, value ?? ""]),
  );
  return isTrue(disabled) ? undefined : fields;
}

function isSet(text: string | undefined): boolean {
  return text !== undefined && text !== "" && isTrue(text);
}

function isTrue(text: string): boolean {
  try {
    return parseBool(text);
  } catch {
    throw new Error(`invalid boolean value ${JSON.stringify(text)}`);
  }
}

function labelsOf(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf("=");
      return equals < 0 ? [text, ""] : [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}

/** @throws Error in buildx's words */
export function platformOf(text: string): Platform {
  const platform = parsePlatform(text, { os: "linux", architecture: "amd64" });
  if (platform !== undefined) return platform;
  throw new Error(`${JSON.stringify(text)}: ${platformFault(text)}: invalid argument`);
}

function networkOf(text: string): string {
  if (["", "default"].includes(text)) return "default";
  if (text === "none" || text === "host") return text;
  throw new Error(
    `network mode ${JSON.stringify(text)} not supported by buildkit - you can define a custom network for your builder using the network driver-opt in buildx create`,
  );
}

function limitsOf(flags: BuildFlagValues): object {
  const shm = flags["shm-size"] === "" ? 0 : parseBytes(flags["shm-size"]);
  return {
    extraHosts: flags["add-host"].map(extraHost),
    ulimits: flags.ulimit.map((text) => {
      const { Name, Soft, Hard } = parseUlimit(text);
      return { name: Name, soft: Soft, hard: Hard };
    }),
    ...(shm === 0 ? {} : { shmSizeBytes: shm }),
    ...(flags["cgroup-parent"] === "" ? {} : { cgroupParent: flags["cgroup-parent"] }),
  };
}

function extraHost(text: string): object {
  const [, host, ip] = /^([^:=]+)[:=](.+)$/.exec(text) ?? [];
  if (host === undefined || ip === undefined) throw new Error(`invalid host ${text}`);
  return { host, ip: ip.replace(/^\[(.*)\]$/, "$1") };
}
