import type { MessageInitShape } from "@bufbuild/protobuf";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import { EngineError, notSupported } from "#base/errors.ts";
import type { Log, Op } from "#base/op.ts";
import type { Platform } from "#formats/oci/image.ts";
import type { BuildkitBackend } from "../backend.ts";
import { workerRecord } from "../control/worker-record.ts";
import { answered, answeredAll, opOf } from "../errors/answer.ts";
import { noSuchJob } from "../errors/to-client.ts";
import type { LLBBridge, SolveRequest, SolveResponseSchema, WarnRequest } from "../gen/gateway.gen.ts";
import { checkFrontend, frontendRequest } from "../requests/frontend-request.ts";
import type { Running } from "../running.ts";
import type { ClientSession } from "../sessions/client-session.ts";
import type { Bridge } from "./bridge.ts";
import { frontendCapabilities, graphCapabilities } from "./capabilities.ts";
import { frontendInputs } from "./frontend-inputs.ts";
import { readFile, readFolder, statFile } from "./read-results.ts";
import { resolveImageConfig, resolveSource } from "./resolve-source.ts";
import { solveDefinition } from "./solve-definition.ts";
import { solveResponse } from "./solve-response.ts";

/** A build that a client directs. */
export interface DirectedBuild {
  readonly bridge: Bridge;
  readonly client: ClientSession;
  readonly sharedKey: string;
  /** A warning of the client's own. */
  warn(warning: WarnRequest): void;
}

export interface BridgeGround {
  readonly backend: BuildkitBackend;
  readonly builds: Running<DirectedBuild>;
  readonly log: Log;
}

/** BuildKit's gateway API, for the build that a header of each call names (moby/buildkit control/gateway). */
export function bridgeService({ backend, builds, log }: BridgeGround): ServiceImpl<typeof LLBBridge> {
  const within = <T>(context: HandlerContext, call: (op: Op, build: DirectedBuild) => T | Promise<T>): Promise<T> =>
    answered(async () => {
      const op = opOf(context, log);
      const id = context.requestHeader.get("buildkit-controlapi-buildid") ?? "";
      if (id === "") throw new EngineError("invalid-argument", "no buildid found in context");
      const build = await builds.get(op, id);
      if (build === undefined) throw noSuchJob(id);
      return call(op, build);
    });
  const refused = (what: string) => (): Promise<never> =>
    answered(() => Promise.reject(notSupported(`${what} of BuildKit's gateway`)));
  const { platform } = backend.worker;
  return {
    ping: (_, context) =>
      within(context, async () => ({
        FrontendAPICaps: frontendCapabilities,
        LLBCaps: graphCapabilities,
        Workers: [await workerRecord(backend.worker)],
      })),
    solve: (request, context) => within(context, (op, build) => solve(op, build, { request, platform })),
    resolveImageConfig: (request, context) =>
      within(context, (op, { bridge }) => resolveImageConfig(op, bridge.job, { request, platform })),
    resolveSourceMeta: (request, context) =>
      within(context, (op, { bridge }) => resolveSource(op, bridge.job, { request, platform })),
    readFile: (request, context) => within(context, (op, { bridge }) => readFile(op, bridge, request)),
    evaluate: ({ Ref }, context) =>
      within(context, (_, { bridge }) => {
        bridge.treeOf(Ref);
        return {};
      }),
    return: (request, context) =>
      within(context, (_, { bridge }) => {
        bridge.return(request);
        return {};
      }),
    // What the client itself has given with its call for this build; it gives none to a build that it directs.
    inputs: (_, context) => within(context, () => ({ Definitions: {} })),
    warn: (request, context) =>
      within(context, (_, build) => {
        build.warn(request);
        return {};
      }),
    readDir: (request, context) => within(context, (op, { bridge }) => readFolder(op, bridge, request)),
    statFile: (request, context) => within(context, (op, { bridge }) => statFile(op, bridge, request)),
    newContainer: refused("NewContainer"),
    releaseContainer: refused("ReleaseContainer"),
    execProcess: () => answeredAll(() => refusedStream("ExecProcess of BuildKit's gateway")),
  };
}

// biome-ignore lint/correctness/useYield: it answers nothing but its refusal
async function* refusedStream(what: string): AsyncGenerator<never> {
  throw notSupported(what);
}

async function solve(
  op: Op,
  { bridge, client, sharedKey }: DirectedBuild,
  { request, platform }: { readonly request: SolveRequest; readonly platform: Platform },
): Promise<MessageInitShape<typeof SolveResponseSchema>> {
  if (request.Final) throw notSupported("a solve that is final");
  if (request.SourcePolicies.length > 0) throw notSupported("source policies");
  if (request.Frontend === "" && request.Definition !== undefined)
    return solveDefinition(op, bridge, request.Definition, request);
  checkFrontend(request.Frontend, request.FrontendOpt);
  client.follow(request.FrontendOpt);
  const inputs = frontendInputs(request.FrontendInputs, request.FrontendOpt);
  const solved = await bridge.solve(
    op,
    frontendRequest(request.FrontendOpt, { hostPlatform: platform, sharedKey, inputs }),
  );
  return solveResponse(solved, request);
}
