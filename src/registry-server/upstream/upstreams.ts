import { EngineError } from "#base/errors.ts";
import { isRepositoryName } from "../names.ts";

/** A registry whose content this one passes on. */
export interface Upstream {
  /** The first part of the names here, such as `docker.io` or `quay.io/team`. */
  readonly name: string;
  /** Host and port, as references have them. */
  readonly domain: string;
  /** Stands before the paths there; empty for none. */
  readonly prefix: string;
  /** Whether it is spoken to without TLS. */
  readonly plain: boolean;
}

const hubHosts = new Set(["docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"]);

/** Reads `NAME=URL`. @throws invalid-argument */
export function parseUpstream(text: string): Upstream {
  const at = text.indexOf("=");
  const [name, address] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 0 || !isRepositoryName(name)) throw refused(text, "want NAME=URL, with a name as repositories have it");
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:"))
    throw refused(text, "want a URL of https or http");
  if (url.username !== "" || url.search !== "" || url.hash !== "")
    throw refused(text, "want a URL of a host and a path");
  const prefix = url.pathname.replace(/^\/+|\/+$/g, "").replace(/^v2(?:\/|$)/, "");
  if (prefix !== "" && !isRepositoryName(prefix)) throw refused(text, "the path cannot begin a repository's name");
  const domain = hubHosts.has(url.host) ? "docker.io" : url.host;
  return { name, domain, prefix, plain: url.protocol === "http:" };
}

function refused(text: string, why: string): EngineError {
  return new EngineError("invalid-argument", `invalid upstream ${JSON.stringify(text)}: ${why}`);
}

/** A repository here and what it is there. */
export interface UpstreamRepository {
  readonly upstream: Upstream;
  readonly path: string;
}

/** Which names lead where. */
export class Upstreams {
  readonly #byName: ReadonlyMap<string, Upstream>;
  readonly #fallback: Upstream | undefined;

  /** `fallback`: the name of the upstream of all other names. @throws invalid-argument */
  constructor(upstreams: readonly Upstream[], fallback = "") {
    this.#byName = new Map(upstreams.map((upstream) => [upstream.name, upstream]));
    if (this.#byName.size < upstreams.length) throw new EngineError("invalid-argument", "two upstreams have one name");
    this.#fallback = this.#byName.get(fallback);
    if (fallback !== "" && this.#fallback === undefined)
      throw new EngineError("invalid-argument", `there is no upstream of the name ${JSON.stringify(fallback)}`);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** The longest name that the repository's begins with; else the fallback. */
  find(repository: string): UpstreamRepository | undefined {
    for (let end = repository.lastIndexOf("/"); end > 0; end = repository.lastIndexOf("/", end - 1)) {
      const upstream = this.#byName.get(repository.slice(0, end));
      if (upstream !== undefined) return { upstream, path: pathAt(upstream, repository.slice(end + 1)) };
    }
    const upstream = this.#fallback;
    return upstream && { upstream, path: pathAt(upstream, repository) };
  }
}

/** On Docker Hub a name of one part is an official image. */
function pathAt({ domain, prefix }: Upstream, rest: string): string {
  const path = domain === "docker.io" && prefix === "" && !rest.includes("/") ? `library/${rest}` : rest;
  return prefix === "" ? path : `${prefix}/${path}`;
}
