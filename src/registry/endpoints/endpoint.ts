import type { TlsOptions } from "../http/tls-options.ts";

export type Capability = "pull" | "resolve" | "push";

/** One place that may answer for a repository. Plain data: it goes to Workers. */
export interface Endpoint {
  /** `https://host:port`, for people. */
  readonly origin: string;
  /** Below which the API lies: `https://host:port/v2`, without a slash at its end. */
  readonly api: string;
  /** The repository's path there. */
  readonly path: string;
  /** Whether it is the domain's own: the one that may see credentials. */
  readonly own: boolean;
  /** May be spoken to in plain HTTP, and so may its token server. */
  readonly insecure: boolean;
  readonly tls: TlsOptions;
  readonly capabilities: readonly Capability[];
  /** Whether it may be asked only when what was asked for first is a digest, or a tag. */
  readonly onlyFor?: "digest" | "tag";
  /** Sent along with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Query of every request: a mirror is told for whom it stands (`ns=docker.io`). */
  readonly query: string;
}

export const allCapabilities: readonly Capability[] = ["pull", "resolve", "push"];

/** Where the API of the Hub's own name lies. */
export function registryHost(domain: string): string {
  return domain === "docker.io" || domain === "index.docker.io" ? "registry-1.docker.io" : domain;
}

/** A URL as the place of an endpoint. */
export function placeOf(base: string): Pick<Endpoint, "origin" | "api"> {
  const url = new URL(base);
  const below = url.pathname.replace(/\/+$/, "");
  return { origin: `${url.protocol}//${url.host}${below}`, api: `${url.protocol}//${url.host}${below}/v2` };
}
