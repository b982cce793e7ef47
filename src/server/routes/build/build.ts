import { EngineError, messageOf, notSupported } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import { registryConfig } from "../../registry-auth.ts";
import type { RouteTools } from "../handler.ts";
import { type BuildQuery, classicRequest } from "./classic-request.ts";
import { sessionRequest, uploadOf } from "./session-request.ts";

/**
 * The classic builder, or BuildKit's as `version=2`. The head goes out with the first line: a failure before it is an error of
 * the request, a later one is a line, with the exit code of the program that failed.
 */
export async function buildImage(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const query = exchange.query("ImageBuild");
  const build = builderOf(exchange, backends, query);
  let write: ((line: string) => void) | undefined;
  const tell = (message: object): void => {
    write ??= exchange.lines();
    write(`${JSON.stringify(message)}\r`);
  };
  try {
    await build(tell);
  } catch (error) {
    if (write === undefined) throw error;
    exchange.op.log.info("build failed", { error: messageOf(error) });
    tell({ errorDetail: errorDetail(error), error: messageOf(error) });
  }
  write ??= exchange.lines();
  exchange.response.end();
}

type Builder = (tell: (message: object) => void) => Promise<void>;

/** @throws invalid-argument · unknown (500) · not-implemented */
function builderOf(exchange: Exchange, backends: RouteTools["backends"], query: BuildQuery): Builder {
  if (query.version === "2") return sessionBuilder(exchange, backends.buildkit, query);
  if (query.version !== "" && query.version !== "1")
    throw new EngineError("invalid-argument", `invalid version ${query.version}`);
  const request = classicRequest(query);
  const credentials = registryConfig(exchange.request);
  return (tell) => backends.builds.classic(exchange.op, { ...request, archive: exchange.source, credentials }, tell);
}

function sessionBuilder(exchange: Exchange, buildkit: RouteTools["backends"]["buildkit"], query: BuildQuery): Builder {
  if (buildkit === undefined) throw notSupported("POST /build with version=2");
  const { op, source } = exchange;
  const upload = uploadOf(query);
  if (upload !== undefined) return async () => (await buildkit.open()).upload(op, upload, source);
  const request = sessionRequest(query, source);
  return async (tell) => (await buildkit.open()).build(op, request, tell);
}

function errorDetail(error: unknown): object {
  const code = (error as Partial<EngineError> & { readonly exitCode?: number }).exitCode;
  return { ...(code === undefined ? {} : { code }), message: messageOf(error) };
}
