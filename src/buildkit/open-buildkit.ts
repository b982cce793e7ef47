import type { Duplex } from "node:stream";
import type { ConnectRouter } from "@connectrpc/connect";
import type { Log, Op } from "#base/op.ts";
import type { SessionBuildMessage, SessionBuildRequest } from "#core/build/session-build.ts";
import type { BuildkitBackend } from "./backend.ts";
import { contentService } from "./control/content-service.ts";
import { controlService } from "./control/control-service.ts";
import { EndedStatuses } from "./control/ended-statuses.ts";
import type { ControlGround } from "./control/solve.ts";
import { dockerBuild } from "./docker-build/docker-build.ts";
import { Uploads } from "./docker-build/uploads.ts";
import { bridgeService } from "./gateway/bridge-service.ts";
import { Content } from "./gen/content.gen.ts";
import { Control } from "./gen/control.gen.ts";
import { LLBBridge } from "./gen/gateway.gen.ts";
import { Health, HealthCheckResponse_ServingStatus as ServingStatus } from "./gen/health.gen.ts";
import { TraceService } from "./gen/trace.gen.ts";
import { Running } from "./running.ts";
import { readSessionHeaders } from "./sessions/session-headers.ts";
import { SessionRegistry } from "./sessions/session-registry.ts";
import { GrpcServer } from "./transport/grpc-server.ts";

/** BuildKit's entrances to an engine. */
export interface Buildkit {
  /** Serves gRPC on a connection whose next byte is the first of HTTP/2's preface. */
  serve(connection: Duplex): void;

  /**
   * Reads the headers of a client that offers a session. @returns what takes the connection, on which the client serves
   * @throws invalid-argument · conflict
   */
  session(header: (name: string) => string | undefined): (connection: Duplex) => void;

  /** `POST /build?version=2`. @throws what BuildKit's Solve throws */
  build(op: Op, request: SessionBuildRequest, tell: (message: SessionBuildMessage) => void): Promise<void>;

  /** Offers the context that a build of `build` waits for; resolves when it has been read. @throws conflict · deadline-exceeded */
  upload(op: Op, id: string, archive: AsyncIterable<Uint8Array>): Promise<void>;

  /** Ends all connections. */
  close(): void;
}

/** How long a call waits for the build that it names, whose own call may come after it. As BuildKit. */
const arrivalMs = 3_000;

export function openBuildkit(backend: BuildkitBackend, log: Log): Buildkit {
  const sessions = new SessionRegistry();
  const ground: ControlGround = {
    backend,
    sessions,
    statuses: new Running(arrivalMs),
    ended: new EndedStatuses(),
    builds: new Running(arrivalMs),
    log,
  };
  const uploads = new Uploads();
  const server = new GrpcServer({ routes: (router) => addRoutes(router, ground), log });
  return {
    serve: (connection) => server.serve(connection),
    session(header) {
      const headers = readSessionHeaders(header);
      sessions.checkFree(headers.id);
      return (connection) => void sessions.attach(headers, connection);
    },
    build: (op, request, tell) => dockerBuild(op, { ...ground, uploads }, request, tell),
    upload: (op, id, archive) => uploads.offer(op, id, archive),
    close() {
      server.close();
      sessions.close();
    },
  };
}

function addRoutes(router: ConnectRouter, ground: ControlGround): void {
  const serving = { status: ServingStatus.SERVING };
  router.service(Control, controlService(ground));
  router.service(Content, contentService(ground));
  router.service(LLBBridge, bridgeService(ground));
  router.service(Health, {
    check: () => serving,
    async *watch(_, { signal }) {
      yield serving;
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    },
  });
  // As BuildKit without a tracer: what clients say of their own spans is taken and dropped.
  router.service(TraceService, { export: () => ({}) });
}
