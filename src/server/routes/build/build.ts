import { type EngineError, messageOf } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import { registryConfig } from "../../registry-auth.ts";
import type { RouteTools } from "../handler.ts";
import { classicRequest } from "./classic-request.ts";

/**
 * The classic builder. The head goes out with the first line: a failure before it is an error of the request, a later one is a
 * line, with the exit code of the program that failed.
 */
export async function buildImage(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const request = classicRequest(exchange.query("ImageBuild"));
  const credentials = registryConfig(exchange.request);
  let write: ((line: string) => void) | undefined;
  const tell = (message: object): void => {
    write ??= exchange.lines();
    write(`${JSON.stringify(message)}\r`);
  };
  try {
    await backends.builds.classic(exchange.op, { ...request, archive: exchange.source, credentials }, tell);
  } catch (error) {
    if (write === undefined) throw error;
    exchange.op.log.info("build failed", { error: messageOf(error) });
    tell({ errorDetail: errorDetail(error), error: messageOf(error) });
  }
  write ??= exchange.lines();
  exchange.response.end();
}

function errorDetail(error: unknown): object {
  const code = (error as Partial<EngineError> & { readonly exitCode?: number }).exitCode;
  return { ...(code === undefined ? {} : { code }), message: messageOf(error) };
}
