import { type Digest, isDigest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";

/**
 * A normalised image reference: `docker.io/library/busybox:latest` for `busybox`.
 * @see distribution/reference, "Grammar"
 */
export interface Reference {
  /** Registry host, with a port where given. */
  readonly domain: string;
  /** Repository path within the registry. */
  readonly path: string;
  readonly tag: string | undefined;
  readonly digest: Digest | undefined;
}

const defaultDomain = "docker.io";
const legacyDomain = "index.docker.io";
const officialPrefix = "library/";

const domainPattern =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/;
const pathPattern = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^[\w][\w.-]{0,127}$/;
const digestShape = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const maxNameLength = 255;

function refused(message: string): EngineError {
  return new EngineError("invalid-argument", message, { code: "reference.invalid" });
}

/** Whether `text` may be a tag. */
export function isTag(text: string): boolean {
  return tagPattern.test(text);
}

/**
 * Reads a name as users write it. No tag is added.
 * @throws invalid-argument in Docker's words
 */
export function parseReference(text: string): Reference {
  if (/^[a-f0-9]{64}$/.test(text)) {
    throw refused(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  }
  const { domain, remainder } = splitDomain(text);
  const at = remainder.indexOf("@");
  const beforeDigest = at < 0 ? remainder : remainder.slice(0, at);
  const colon = beforeDigest.indexOf(":");
  const path = colon < 0 ? beforeDigest : beforeDigest.slice(0, colon);
  if (path.toLowerCase() !== path) {
    throw refused(`invalid reference format: repository name (${path}) must be lowercase`);
  }
  return checkParts(domain, path, {
    tag: colon < 0 ? undefined : beforeDigest.slice(colon + 1),
    digest: at < 0 ? undefined : remainder.slice(at + 1),
  });
}

function checkParts(
  domain: string,
  path: string,
  rest: { readonly tag: string | undefined; readonly digest: string | undefined },
): Reference {
  const whole =
    domainPattern.test(domain) &&
    pathPattern.test(path) &&
    (rest.tag === undefined || tagPattern.test(rest.tag)) &&
    (rest.digest === undefined || digestShape.test(rest.digest));
  if (!whole) throw refused("invalid reference format");
  if (path.length > maxNameLength) throw refused(`repository name must not be more than ${maxNameLength} characters`);
  return { domain, path, tag: rest.tag, digest: checkDigest(rest.digest) };
}

function checkDigest(text: string | undefined): Digest | undefined {
  if (text === undefined || isDigest(text)) return text;
  if (!/^(?:sha256|sha384|sha512):/.test(text)) throw refused("unsupported digest algorithm");
  if (/^sha256:/.test(text) && text.length !== 71) throw refused("invalid checksum digest length");
  throw refused("invalid checksum digest format");
}

/** A first part with a dot, a colon or capitals, or `localhost`, is a registry; all else lies in Docker's. */
function splitDomain(text: string): { readonly domain: string; readonly remainder: string } {
  const slash = text.indexOf("/");
  const first = slash < 0 ? "" : text.slice(0, slash);
  const isDomain = slash >= 0 && (/[.:]/.test(first) || first === "localhost" || first.toLowerCase() !== first);
  let domain = isDomain ? first : defaultDomain;
  let remainder = isDomain ? text.slice(slash + 1) : text;
  if (domain === legacyDomain) domain = defaultDomain;
  if (domain === defaultDomain && !remainder.includes("/")) remainder = officialPrefix + remainder;
  return { domain, remainder };
}

/** Domain and path. */
export function repositoryOf(reference: Reference): string {
  return `${reference.domain}/${reference.path}`;
}

/** The whole normalised form. */
export function referenceText(reference: Reference): string {
  const tag = reference.tag === undefined ? "" : `:${reference.tag}`;
  const digest = reference.digest === undefined ? "" : `@${reference.digest}`;
  return `${repositoryOf(reference)}${tag}${digest}`;
}

/** The repository as users write it: without `docker.io/` and `library/`. */
export function familiarRepository(reference: Reference): string {
  if (reference.domain !== defaultDomain) return repositoryOf(reference);
  const official = reference.path.startsWith(officialPrefix) && reference.path.split("/").length === 2;
  if (official) return reference.path.slice(officialPrefix.length);
  // A path that begins like a host would be read as one.
  const { domain, remainder } = splitDomain(reference.path);
  return domain === defaultDomain && remainder === reference.path ? reference.path : repositoryOf(reference);
}

/** The whole reference as users write it. */
export function familiarText(reference: Reference): string {
  const whole = referenceText(reference);
  return familiarRepository(reference) + whole.slice(repositoryOf(reference).length);
}

/** With the tag `latest` where neither a tag nor a digest is given. */
export function withDefaultTag(reference: Reference): Reference {
  const nameOnly = reference.tag === undefined && reference.digest === undefined;
  return nameOnly ? { ...reference, tag: "latest" } : reference;
}
