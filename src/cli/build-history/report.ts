import { isAbsolute, relative } from "node:path";
import type { BuildRecord } from "#formats/build/build-record.ts";
import type { LocalState } from "../builders/builder-store.ts";
import { Attributes, type NamedValue } from "./attributes.ts";
import { buildName } from "./build-name.ts";

/** What `buildx history inspect` says of a build, by the names of its JSON and of its templates; without what is empty. */
export interface BuildReport {
  readonly Name: string;
  readonly Ref: string;
  readonly Context: string;
  readonly Dockerfile: string;
  readonly VCSRepository: string;
  readonly VCSRevision: string;
  readonly Target: string;
  readonly Platform: readonly string[];
  readonly KeepGitDir: boolean;
  readonly NamedContexts: readonly NamedValue[];
  /** Milliseconds since 1970. */
  readonly StartedAt: number;
  readonly CompletedAt: number | undefined;
  /** Milliseconds. */
  readonly Duration: number;
  readonly Status: "completed" | "running" | "failed" | "canceled";
  readonly Error: ReportedError | undefined;
  readonly NumCompletedSteps: number;
  readonly NumTotalSteps: number;
  readonly NumCachedSteps: number;
  readonly BuildArgs: readonly NamedValue[];
  readonly Labels: readonly NamedValue[];
  readonly Config: ReportedConfig;
  readonly Materials: readonly Material[];
  readonly Attachments: readonly { readonly Digest: string; readonly Platform: string; readonly Type: string }[];
  readonly Errors: readonly string[];
}

export interface ReportedError {
  /** Of gRPC. */
  readonly Code: number;
  readonly Message: string;
  /** The step that failed, with the end of what it printed. */
  readonly Name: string;
  readonly Logs: readonly string[];
  /** The place in the Dockerfile, as text. */
  readonly Sources: string;
}

export interface Material {
  readonly URI: string;
  readonly Digests: readonly string[];
}

type Config = typeof configText;
export type ReportedConfig = { readonly [Name in keyof Config]: string } & {
  readonly ExtraHosts: readonly string[];
  readonly MultiPlatform: boolean;
  readonly NoCache: boolean;
  readonly NoCacheFilter: readonly string[];
  readonly RestRaw: readonly NamedValue[];
};

/** By the names of BuildKit's frontend. */
const configText = {
  Network: "force-network-mode",
  Hostname: "hostname",
  CgroupParent: "cgroup-parent",
  ImageResolveMode: "image-resolve-mode",
  ShmSize: "shm-size",
  Ulimit: "ulimit",
  CacheMountNS: "build-arg:BUILDKIT_CACHE_MOUNT_NS",
  DockerfileCheckConfig: "build-arg:BUILDKIT_DOCKERFILE_CHECK",
  SourceDateEpoch: "build-arg:SOURCE_DATE_EPOCH",
  SandboxHostname: "build-arg:SANDBOX_HOSTNAME",
} as const;

export interface ReportFacts {
  readonly record: BuildRecord;
  /** Where this user built it. */
  readonly state: LocalState | undefined;
  readonly workingFolder: string;
  /** The engine's clock, in milliseconds since 1970. */
  readonly now: number;
  readonly error: ReportedError | undefined;
  readonly materials: readonly Material[];
  readonly attachments: BuildReport["Attachments"];
}

export function buildReport(facts: ReportFacts): BuildReport {
  const { record, state, now } = facts;
  const attributes = new Attributes(record.request);
  const places = placesOf(attributes, facts);
  return {
    Name: buildName(record.request, state),
    Ref: record.id,
    ...places,
    Target: attributes.text("target"),
    Platform: attributes
      .text("platform")
      .split(",")
      .filter((name) => name !== ""),
    KeepGitDir: attributes.flag("build-arg:BUILDKIT_CONTEXT_KEEP_GIT_DIR"),
    NamedContexts: attributes.named("context:"),
    StartedAt: record.createdAt,
    CompletedAt: record.completedAt,
    Duration: (record.completedAt ?? now) - record.createdAt,
    Status: statusOf(record),
    Error: facts.error,
    NumCompletedSteps: record.steps.completed,
    NumTotalSteps: record.steps.total,
    NumCachedSteps: record.steps.cached,
    BuildArgs: attributes.named("build-arg:"),
    Labels: attributes.named("label:"),
    Config: configOf(attributes),
    Materials: facts.materials,
    Attachments: facts.attachments,
    Errors: attributes.errors,
  };
}

function statusOf({ completedAt, error, failure }: BuildRecord): BuildReport["Status"] {
  if (error !== undefined) return failure?.kind === "canceled" ? "canceled" : "failed";
  return completedAt === undefined ? "running" : "completed";
}

function placesOf(attributes: Attributes, { state, workingFolder }: ReportFacts) {
  const isRemote = attributes.peek("context") !== undefined;
  const context = inside(workingFolder, state?.LocalPath ?? "");
  const given = context === "" ? attributes.text("context") : context;
  const dockerfile = inside(state?.LocalPath ?? "", state?.DockerfilePath ?? "");
  const named = attributes.text("filename");
  return {
    Context: given,
    Dockerfile: dockerfile === "" ? named : dockerfile,
    VCSRepository: isRemote ? "" : (attributes.peek("vcs:source") ?? ""),
    VCSRevision: isRemote ? "" : (attributes.peek("vcs:revision") ?? ""),
  };
}

/** A path below a folder, seen from there. */
function inside(folder: string, path: string): string {
  if (!isAbsolute(path) || !isAbsolute(folder)) return path;
  const seen = relative(folder, path);
  if (seen === "") return ".";
  return seen.startsWith("../") || seen === ".." ? path : seen;
}

function configOf(attributes: Attributes): ReportedConfig {
  const noCache = attributes.peek("no-cache");
  const texts = Object.fromEntries(
    Object.entries(configText).map(([name, attribute]) => [name, attributes.text(attribute)]),
  );
  const config = {
    ...(texts as { readonly [Name in keyof Config]: string }),
    ExtraHosts: attributes.fields("add-hosts"),
    MultiPlatform: attributes.flag("build-arg:BUILDKIT_MULTI_PLATFORM") || attributes.flag("multi-platform"),
    NoCache: noCache === "",
    NoCacheFilter: attributes
      .text("no-cache")
      .split(",")
      .filter((name) => name !== ""),
  };
  return { ...config, RestRaw: attributes.rest() };
}
