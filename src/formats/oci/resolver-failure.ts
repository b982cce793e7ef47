import { EngineError, isEngineError } from "#base/errors.ts";
import { type Reference, referenceText } from "../reference/reference.ts";

/**
 * Why a registry did not give a manifest, in the words of BuildKit and buildx instead of those of `docker pull`. Other errors stay as
 * they are. @param scheme of the URL that the words name
 */
export function resolverFailure(reference: Reference, error: unknown, scheme?: "https"): unknown {
  if (!(error instanceof EngineError)) return error;
  const message = wordsFor(reference, error, scheme);
  if (message === undefined) return error;
  return new EngineError(error.kind, message, { code: error.code, data: error.data, cause: error });
}

function wordsFor(reference: Reference, error: EngineError, scheme?: string): string | undefined {
  const { message } = error;
  const asked = `/v2/${reference.path}/manifests/${reference.digest ?? reference.tag ?? "latest"}`;
  const [, tried, host, reason] = /^Get "(https?):\/\/([^/"]+)\/v2\/": (.*)$/s.exec(message) ?? [];
  if (host !== undefined) return `failed to do request: Head "${scheme ?? tried}://${host}${asked}": ${reason}`;
  const [, url] = /^Head "([^"]+)": no basic auth credentials$/.exec(message) ?? [];
  if (url !== undefined) return `unexpected status from HEAD request to ${url}: 401 Unauthorized`;
  if (message.startsWith("pull access denied for "))
    return "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed";
  return isEngineError(error, "not-found") ? `${referenceText(reference)}: not found` : undefined;
}
