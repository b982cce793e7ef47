import { EngineError, notSupported } from "#base/errors.ts";
import type { Log, Op } from "#base/op.ts";
import type { BuildJob, JobOptions } from "#core/build/contract.ts";
import type { BuildSession } from "#core/build/session.ts";
import type { BuildkitBackend } from "../backend.ts";
import { Bridge, type Outcome } from "../gateway/bridge.ts";
import type { DirectedBuild } from "../gateway/bridge-service.ts";
import { frontendInputs } from "../gateway/frontend-inputs.ts";
import type { SolveRequest, StatusResponse } from "../gen/control.gen.ts";
import { cacheImports, exportRequest } from "../requests/export-request.ts";
import { checkFrontend, frontendRequest } from "../requests/frontend-request.ts";
import type { Running } from "../running.ts";
import { ClientSession } from "../sessions/client-session.ts";
import type { SessionRegistry } from "../sessions/session-registry.ts";
import { warningOf } from "./client-warning.ts";
import type { EndedStatuses } from "./ended-statuses.ts";
import { StatusLog } from "./status-log.ts";

/** What the calls of all clients share. */
export interface ControlGround {
  readonly backend: BuildkitBackend;
  readonly sessions: SessionRegistry;
  readonly statuses: Running<StatusLog>;
  readonly ended: EndedStatuses;
  readonly builds: Running<DirectedBuild>;
  readonly log: Log;
}

/** A build that no client of BuildKit's asked for. */
export interface DockerBuild {
  readonly request: SolveRequest;
  readonly session: BuildSession;
  readonly sharedKey: string;
  /** Is given all that the build tells. */
  readonly tell: (message: StatusResponse) => void;
}

/** One build of a Dockerfile for Docker's API. @returns what the exporters say */
export async function solveForDocker(
  op: Op,
  ground: ControlGround,
  { request, session, sharedKey, tell }: DockerBuild,
): Promise<Record<string, string>> {
  const status = new StatusLog();
  const telling = (async () => {
    for await (const message of status.follow(op)) tell(message);
  })();
  telling.catch(() => {});
  try {
    const work = (job: BuildJob): Promise<Outcome> => asked(ground, { op, request, sharedKey }, job);
    return await run(op, ground, { request, session, status, work });
  } finally {
    status.end();
    ground.ended.add(request.Ref, status);
    await telling.catch(() => {});
  }
}

/** A build of either kind. */
interface Build {
  readonly request: SolveRequest;
  readonly session: BuildSession;
  readonly status: StatusLog;
  /** Builds it. Undefined: the client has taken all of it. */
  readonly work: (job: BuildJob) => Promise<Outcome | undefined>;
}

/**
 * One build: of the Dockerfile that the call names, or, where it names no frontend, of what the client directs through the
 * gateway meanwhile. Ends with its call and with its session. @returns what the exporters say
 */
export async function solve(op: Op, ground: ControlGround, request: SolveRequest): Promise<Record<string, string>> {
  refuse(request);
  const status = new StatusLog();
  using _known = ground.statuses.add(request.Ref, status);
  try {
    const session = await ground.sessions.get(op, request.Session);
    const lasting: Op = { log: op.log, signal: AbortSignal.any([op.signal, session.gone]) };
    const client = new ClientSession(session, { trees: ground.backend.trees, sessions: ground.sessions });
    client.follow(request.FrontendAttrs);
    const { sharedKey } = session;
    const work = (job: BuildJob): Promise<Outcome | undefined> =>
      request.Frontend === ""
        ? directed(ground, { op: lasting, request, client, sharedKey, status }, job)
        : asked(ground, { op: lasting, request, sharedKey }, job);
    return await run(lasting, ground, { request, session: client, status, work });
  } finally {
    status.end();
    ground.ended.add(request.Ref, status);
  }
}

function refuse(request: SolveRequest): void {
  if (request.Ref === "") throw new EngineError("invalid-argument", "the build has no ref");
  if (request.Definition !== undefined && request.Definition.def.length > 0)
    throw notSupported("LLB definitions of clients");
  if ((request.SourcePolicy?.rules.length ?? 0) > 0) throw notSupported("source policies");
  if (request.EnableSessionExporter) throw notSupported("exporters of the session");
}

async function run(
  op: Op,
  { backend }: ControlGround,
  { request, session, status, work }: Build,
): Promise<Record<string, string>> {
  // Before anything is built: what cannot be exported is not begun.
  const wanted = exportRequest(request, request.FrontendAttrs);
  await using job = backend.builds.open(op, jobOptions(request, { session, progress: status, wanted }));
  const outcome = await work(job);
  if (outcome === undefined || outcome.result.answer !== undefined) return {};
  return await job.export(op, outcome.result, { ...wanted, request: outcome.request });
}

function jobOptions(request: SolveRequest, of: Pick<JobOptions, "session" | "progress" | "wanted">): JobOptions {
  return {
    ...of,
    id: request.Ref,
    entitlements: new Set(request.Entitlements),
    cacheImports: cacheImports(request),
    why: false,
    isUnlisted: request.Internal,
  };
}

interface Asked extends Pick<Build, "request"> {
  readonly op: Op;
  readonly sharedKey: string;
}

async function asked(ground: ControlGround, { op, request, sharedKey }: Asked, job: BuildJob): Promise<Outcome> {
  checkFrontend(request.Frontend, request.FrontendAttrs);
  const frontend = frontendRequest(request.FrontendAttrs, {
    hostPlatform: ground.backend.worker.platform,
    sharedKey,
    inputs: frontendInputs(request.FrontendInputs, request.FrontendAttrs),
  });
  return { result: await job.solve(op, frontend), request: frontend };
}

interface Directed extends Asked, Pick<Build, "status"> {
  readonly client: ClientSession;
}

async function directed(
  ground: ControlGround,
  { op, request, client, sharedKey, status }: Directed,
  job: BuildJob,
): Promise<Outcome | undefined> {
  const bridge = new Bridge(job);
  using _known = ground.builds.add(request.Ref, {
    bridge,
    client,
    sharedKey,
    warn: (warning) => status.warning(warningOf(warning)),
  });
  return await bridge.outcome(op);
}
