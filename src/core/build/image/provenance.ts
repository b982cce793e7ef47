import type { Material } from "../contract.ts";
import { keptArguments } from "../kept-arguments.ts";
import type { FrontendRequest } from "../request.ts";

/** What is known of a build of one platform. */
export interface BuildFacts {
  readonly request: FrontendRequest;
  readonly materials: readonly Material[];
  /** `linux/amd64`. */
  readonly platform: string;
  /** Of the machine. */
  readonly builderPlatform: string;
  readonly invocationId: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** With SOURCE_DATE_EPOCH the result can be made again. */
  readonly reproducible: boolean;
}

export interface ProvenanceOptions {
  readonly mode: "min" | "max";
  readonly version: "v0.2" | "v1";
  readonly builderId: string;
}

export interface Provenance {
  readonly predicateType: string;
  readonly predicate: object;
}

const buildkitMetadata = "https://mobyproject.org/buildkit@v1#metadata";

/** SLSA provenance of a build, with the fields that BuildKit fills in (docs/attestations/slsa-provenance.md). */
export function provenanceOf(facts: BuildFacts, options: ProvenanceOptions): Provenance {
  const version = options.version === "v1" ? "v1" : "v0.2";
  const predicate = version === "v1" ? predicateV1(facts, options) : predicateV02(facts, options);
  return { predicateType: `https://slsa.dev/provenance/${version}`, predicate };
}

function predicateV02(facts: BuildFacts, options: ProvenanceOptions): object {
  return {
    builder: { id: options.builderId },
    buildType: "https://mobyproject.org/buildkit@v1",
    materials: dependencies(facts),
    invocation: {
      configSource: configSource(facts),
      parameters: parameters(facts, options),
      environment: { platform: facts.builderPlatform },
    },
    metadata: {
      buildInvocationID: facts.invocationId,
      buildStartedOn: facts.startedAt,
      buildFinishedOn: facts.finishedAt,
      completeness: { parameters: options.mode === "max", environment: true, materials: false },
      reproducible: facts.reproducible,
      [buildkitMetadata]: {},
    },
  };
}

function predicateV1(facts: BuildFacts, options: ProvenanceOptions): object {
  return {
    buildDefinition: {
      buildType: "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md",
      externalParameters: { configSource: configSource(facts), request: parameters(facts, options) },
      internalParameters: { builderPlatform: facts.builderPlatform },
      resolvedDependencies: dependencies(facts),
    },
    runDetails: {
      builder: { id: options.builderId },
      metadata: {
        invocationId: facts.invocationId,
        startedOn: facts.startedAt,
        finishedOn: facts.finishedAt,
        buildkit_metadata: {},
        buildkit_completeness: { request: options.mode === "max", resolvedDependencies: false },
        buildkit_reproducible: facts.reproducible,
      },
    },
  };
}

function dependencies({ materials }: BuildFacts): object[] {
  return materials.map(({ uri, digest }) => {
    if (digest === undefined) return { uri };
    const [, algorithm = "sha1", hex = digest] = /^(\w+):(.*)$/.exec(digest) ?? [];
    return { uri, digest: { [algorithm]: hex } };
  });
}

function configSource({ request: { dockerfile, context } }: BuildFacts): object {
  const entryPoint = "path" in dockerfile ? dockerfile.path : "Dockerfile";
  return context.from === "url" ? { uri: context.url, entryPoint } : { entryPoint };
}

/** Arguments and labels of the client may be secret: `min` leaves them out. */
function parameters({ request, platform }: BuildFacts, { mode }: ProvenanceOptions): object {
  const { context, target } = request;
  const given =
    mode === "max"
      ? { ...prefixed("build-arg", keptArguments(request.buildArgs)), ...prefixed("label", request.labels) }
      : {};
  const locals = context.from === "local" ? [{ name: context.name }, { name: "dockerfile" }] : [];
  return {
    frontend: "dockerfile.v0",
    args: { ...given, ...(target === "" ? {} : { target }), ...(request.platforms.length === 0 ? {} : { platform }) },
    ...(mode === "max" && locals.length > 0 ? { locals } : {}),
  };
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}:${name}`, value]));
}
