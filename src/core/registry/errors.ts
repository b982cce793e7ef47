import { EngineError, type ErrorKind } from "#base/errors.ts";

/** What a registry answered, as a client may want to tell it from other failures. */
export interface AnswerFacts {
  /** HTTP status. */
  readonly status: number;
  /** The registry's own code, such as `MANIFEST_UNKNOWN`; empty where it gave none. */
  readonly registryCode: string;
  /** The answer as it is, without what a command makes of it. */
  readonly answer?: string;
  /** When to come again, where it said so. */
  readonly retryAfterMs?: number;
}

function answered(kind: ErrorKind, message: string, facts: AnswerFacts): EngineError {
  const code =
    facts.registryCode === "" ? "registry.answer" : `registry.${facts.registryCode.toLowerCase().replaceAll("_", "-")}`;
  return new EngineError(kind, message, { code, data: { ...facts } });
}

/** @param familiarName as in `docker pull NAME`, without a tag */
export function pullAccessDenied(familiarName: string, cause: string, facts: AnswerFacts): EngineError {
  return answered(
    "not-found",
    `pull access denied for ${familiarName}, repository does not exist or may require 'docker login': ${cause}`,
    facts,
  );
}

/** @param familiarReference with tag or digest */
export function manifestNotFound(familiarReference: string, cause: string, facts: AnswerFacts): EngineError {
  return answered("not-found", `manifest for ${familiarReference} not found: ${cause}`, facts);
}

export function repositoryNotFound(familiarName: string, cause: string, facts: AnswerFacts): EngineError {
  return answered("not-found", `repository ${familiarName} not found: ${cause}`, facts);
}

/** What a registry answered, in its own words. */
export function registryAnswer(message: string, facts: AnswerFacts): EngineError {
  return answered(kindOf(facts), message, facts);
}

/** As Docker: by the registry's code, whatever the status was (distribution registry/api/errcode, register.go). */
function kindOf({ status, registryCode }: AnswerFacts): ErrorKind {
  return kinds[registryCode] ?? (registryCode === "" && status === 401 ? "unauthorized" : "unknown");
}

const kinds: Readonly<Record<string, ErrorKind>> = {
  UNAUTHORIZED: "unauthorized",
  DENIED: "forbidden",
  TOOMANYREQUESTS: "too-many-requests",
  UNAVAILABLE: "unavailable",
  MANIFEST_UNKNOWN: "not-found",
  NAME_UNKNOWN: "not-found",
  BLOB_UNKNOWN: "not-found",
  BLOB_UPLOAD_UNKNOWN: "not-found",
  NAME_INVALID: "invalid-argument",
  TAG_INVALID: "invalid-argument",
  DIGEST_INVALID: "invalid-argument",
  SIZE_INVALID: "invalid-argument",
  MANIFEST_INVALID: "invalid-argument",
  MANIFEST_UNVERIFIED: "invalid-argument",
  MANIFEST_BLOB_UNKNOWN: "invalid-argument",
};

/** No usable answer came: the message is Go's. Docker's API says 500 then. */
export function unreachable(message: string, cause: unknown): EngineError {
  return new EngineError("system", message, { code: "registry.unreachable", cause });
}

export function manifestTooLarge(reference: string, limitBytes: number): EngineError {
  return new EngineError("resource-exhausted", `manifest ${reference} is larger than ${limitBytes} bytes`, {
    code: "registry.manifest-too-large",
  });
}

export function blobTooLarge(digest: string, limitBytes: number): EngineError {
  return new EngineError("resource-exhausted", `blob ${digest} is larger than ${limitBytes} bytes`, {
    code: "registry.blob-too-large",
  });
}

/** @see moby distribution/pull_v2.go */
export function manifestNotVerified(digest: string): EngineError {
  return new EngineError("invalid-argument", `manifest verification failed for digest ${digest}`, {
    code: "registry.wrong-digest",
  });
}

export function configNotVerified(): EngineError {
  return new EngineError("invalid-argument", "image config verification failed for digest", {
    code: "registry.wrong-digest",
  });
}

/** @see moby distribution/pull_v2.go */
export function layerNotVerified(digest: string): EngineError {
  return new EngineError("invalid-argument", `filesystem layer verification failed for digest ${digest}`, {
    code: "registry.wrong-digest",
  });
}

export function noEndpoints(familiarName: string): EngineError {
  return new EngineError("unavailable", `no endpoints found for ${familiarName}`, { code: "registry.no-endpoints" });
}

/** A malformed answer where a certain one is due. */
export function badAnswer(message: string): EngineError {
  return new EngineError("unknown", message, { code: "registry.bad-answer" });
}

/** @param url what was asked for · @param statusText `401 Unauthorized` */
export function loginRefused(url: string, statusText: string): EngineError {
  return new EngineError("unknown", `login attempt to ${url} failed with status: ${statusText}`, {
    code: "registry.login-refused",
  });
}

export function unexpectedSearchStatus(status: number): EngineError {
  return new EngineError("unknown", `Unexpected status code ${status}`, { code: "registry.search" });
}

/** A registry that does not answer to the first API: over TLS, and where that may be without. @see moby registry/search_endpoint_v1.go */
export function badSearchEndpoint(url: string, failures: readonly string[]): EngineError {
  const [secure, plain] = failures;
  const { host } = new URL(url);
  const message =
    plain === undefined
      ? `invalid registry endpoint ${url}: ${secure}. If this private registry supports only HTTP or HTTPS with an unknown CA certificate, ` +
        `please add \`--insecure-registry ${host}\` to the daemon's arguments. In the case of HTTPS, if you have access to the registry's ` +
        `CA certificate, no need for the flag; simply place the CA certificate at /etc/docker/certs.d/${host}/ca.crt`
      : `invalid registry endpoint ${JSON.stringify(url)}. HTTPS attempt: ${secure}. HTTP attempt: ${plain}`;
  return new EngineError("invalid-argument", message, { code: "registry.search" });
}

/** A registry that the operator does not want to be spoken to. */
export function registryBlocked(name: string, file: string): EngineError {
  return new EngineError("forbidden", `registry of ${name} is blocked in ${file}`, { code: "registry.blocked" });
}
