import { isEngineError } from "#base/errors.ts";
import type { Log } from "#base/op.ts";
import { denied, RegistryError, registryFailed, unsupported } from "./errors.ts";
import { type Exchange, json, type RegistryContext } from "./exchange.ts";
import { handleBlob } from "./handlers/blobs.ts";
import { listReferrers, listRepositories, listTags } from "./handlers/lists.ts";
import { handleManifest } from "./handlers/manifests.ts";
import { beginUpload, handleUpload } from "./handlers/uploads.ts";
import type { Route } from "./router.ts";

const methodsOf: Readonly<Record<Route["what"], readonly string[]>> = {
  base: ["GET", "HEAD"],
  catalog: ["GET"],
  token: ["GET"],
  tags: ["GET"],
  referrers: ["GET"],
  manifest: ["GET", "HEAD", "PUT", "DELETE"],
  blob: ["GET", "HEAD", "DELETE"],
  "new-upload": ["POST"],
  upload: ["GET", "PATCH", "PUT", "DELETE"],
};

/** Whether a request only reads. A look at an upload belongs to its writing. */
export function isRead(method: string, route: Route): boolean {
  return (method === "GET" || method === "HEAD") && route.what !== "upload";
}

/** Checks that the route has the method, and that the registry lets it be used. @throws RegistryError */
export function checkMethod(method: string, route: Route, { rules }: RegistryContext): void {
  const methods = methodsOf[route.what];
  if (!methods.includes(method)) throw unsupported(`${method} is not supported here`, { Allow: methods.join(", ") });
  if (rules.readOnly && !isRead(method, route)) throw denied("the registry is read-only");
}

/** Does what a request asks for. @throws RegistryError */
export async function handleRequest(context: RegistryContext, exchange: Exchange, route: Route): Promise<Response> {
  switch (route.what) {
    case "catalog":
      return await listRepositories(context, exchange);
    case "tags":
      return await listTags(context, exchange, route.name);
    case "referrers":
      return await listReferrers(context, exchange, route);
    case "manifest":
      return await handleManifest(context, exchange, route);
    case "blob":
      return await handleBlob(context, exchange, route);
    case "new-upload":
      return await beginUpload(context, exchange, route.name);
    case "upload":
      return await handleUpload(context, exchange, route);
    default:
      return json(200, {});
  }
}

/** The answer to a request that failed. What the client did not cause is logged. */
export function answerError(error: unknown, log: Log): Response {
  const known = error instanceof RegistryError ? error : unexpected(error);
  if (known.status >= 500)
    log.error("request failed", { error: String((known.cause as Error | undefined)?.message ?? known.message) });
  return json(known.status, { errors: known.entries }, known.headers);
}

function unexpected(error: unknown): RegistryError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") return registryFailed(507, "no space left in the registry", error);
  if (isEngineError(error, "canceled")) return registryFailed(503, "the registry is stopping", error);
  if (isEngineError(error, "unavailable")) return registryFailed(502, error.message, error);
  return registryFailed(500, "the registry failed", error);
}
