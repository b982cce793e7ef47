import { randomBytes } from "node:crypto";
import { create, toBinary } from "@bufbuild/protobuf";
import type { Op } from "#base/op.ts";
import type { SessionBuildMessage, SessionBuildRequest } from "#core/build/session-build.ts";
import { type ControlGround, solveForDocker } from "../control/solve.ts";
import { type SolveRequest, SolveRequestSchema, StatusResponseSchema } from "../gen/control.gen.ts";
import { ClientSession } from "../sessions/client-session.ts";
import { ContextSession, contextUrl } from "./context-session.ts";
import type { Uploads } from "./uploads.ts";

const digestName = "containerimage.digest";

/**
 * Builds for `POST /build?version=2`. What BuildKit tells goes out as `moby.buildkit.trace`, the image as `moby.image.id`.
 * @throws what BuildKit's Solve throws
 */
export async function dockerBuild(
  op: Op,
  { uploads, ...ground }: ControlGround & { readonly uploads: Uploads },
  request: SessionBuildRequest,
  tell: (message: SessionBuildMessage) => void,
): Promise<void> {
  const id = request.id || randomBytes(16).toString("hex");
  const session = request.session === "" ? undefined : await ground.sessions.get(op, request.session);
  const ending = AbortSignal.any([op.signal, ...(session === undefined ? [] : [session.gone])]);
  const client = session && new ClientSession(session, { trees: ground.backend.trees, sessions: ground.sessions });
  const given = request.context;
  const context =
    given.from === "body" ? given.archive : given.from === "upload" ? uploads.take(op, request.id) : undefined;
  const building = solveForDocker({ log: op.log, signal: ending }, ground, {
    request: solveRequest(id, request),
    session: new ContextSession(ending, { client, context }),
    sharedKey: session?.sharedKey ?? "",
    tell: (message) => {
      if (request.quiet) return;
      const trace = Buffer.from(toBinary(StatusResponseSchema, message)).toString("base64");
      tell({ id: "moby.buildkit.trace", aux: trace });
    },
  });
  const image = (await building)[digestName];
  if (image === undefined) return;
  if (request.quiet) tell({ stream: `${image}\n` });
  else tell({ id: "moby.image.id", aux: { ID: image } });
}

function solveRequest(id: string, request: SessionBuildRequest): SolveRequest {
  const { context, options, tags, outputs, cacheFrom } = request;
  const ofRequest = context.from === "body" || context.from === "upload" ? contextUrl : undefined;
  const url = context.from === "url" ? context.url : ofRequest;
  const image = { type: "moby", attributes: {} };
  const exporters = (outputs.length === 0 ? [image] : outputs).filter(({ type }) => type !== "cacheonly");
  return create(SolveRequestSchema, {
    Ref: id,
    Session: request.session,
    Frontend: "dockerfile.v0",
    FrontendAttrs: { ...options, ...(url === undefined ? {} : { context: url }) },
    Exporters: exporters.map(({ type, attributes }) => ({
      Type: type,
      Attrs: isImage(type) && tags.length > 0 ? { name: tags.join(","), ...attributes } : { ...attributes },
    })),
    Entitlements: request.hostNetwork ? ["network.host"] : [],
    Cache: {
      Imports: cacheFrom.map((ref) => ({ Type: "registry", Attrs: { ref } })),
      Exports: request.inlineCache ? [{ Type: "inline", Attrs: {} }] : [],
    },
  });
}

function isImage(type: string): boolean {
  return type === "moby" || type === "image";
}
