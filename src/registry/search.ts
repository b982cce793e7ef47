import { EngineError, messageOf } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { SearchQuery, SearchResult } from "#core/registry/contract.ts";
import { badAnswer, badSearchEndpoint, unexpectedSearchStatus, unreachable } from "#core/registry/errors.ts";
import { maxErrorBytes } from "./answer-error.ts";
import { Authorizer } from "./auth/authorizer.ts";
import { parseChallenges } from "./auth/challenge.ts";
import { type Credentials, credentialsFor } from "./auth/credentials.ts";
import type { Endpoint } from "./endpoints/endpoint.ts";
import { ownEndpoints } from "./endpoints/endpoints-of.ts";
import { fetchDocument } from "./http/fetch-document.ts";
import { HttpClient } from "./http/http-client.ts";
import { TransportError } from "./http/transport-error.ts";
import type { RegistrySettings } from "./settings.ts";

const hubIndex = "index.docker.io";
const maxResultBytes = 4 << 20;

/** Searches by the first registry API, which is what the Hub answers to (moby registry/search.go). @throws in Docker's words */
export async function search(op: Op, settings: RegistrySettings, query: SearchQuery): Promise<SearchResult[]> {
  const { domain, term } = splitTerm(query.term);
  const isHub = domain === "docker.io" || domain === hubIndex;
  const credentials = credentialsFor(isHub ? "docker.io" : domain, query.credential);
  const endpoints = await ownEndpoints(
    { domain: isHub ? hubIndex : domain, path: "" },
    settings,
    isHub ? hubIndex : domain,
  );
  const { endpoint, http } = isHub ? open(endpoints[0], settings) : await reach(op, endpoints, settings);
  try {
    const url = new URL(
      `${endpoint.origin}/v1/search?q=${queryEscape(isHub ? term.replace(/^library\//, "") : term)}&n=${query.limit}`,
    );
    const headers = { ...query.headers, "User-Agent": settings.userAgent, "X-Docker-Token": "true" };
    const authorization = await authorizationFor(op, http, endpoint, { credentials, headers });
    const secrets = authorization === undefined ? {} : { Authorization: authorization };
    const limits = { limitBytes: maxResultBytes, tooLarge: () => badAnswer("the search result is too large") };
    const { head, bytes } = await fetchDocument(op, http, { method: "GET", url, headers, secrets }, limits);
    if (head.status !== 200) throw unexpectedSearchStatus(head.status);
    return readResults(bytes);
  } catch (error) {
    throwIfEnded(op);
    throw error instanceof TransportError ? unreachable(error.message, error) : error;
  } finally {
    http.close();
  }
}

function splitTerm(text: string): { readonly domain: string; readonly term: string } {
  if (/^https?:\/\//.test(text)) {
    const message = `invalid repository name: repository name (${text}) should not have a scheme`;
    throw new EngineError("invalid-argument", message);
  }
  const at = text.indexOf("/");
  const first = text.slice(0, Math.max(at, 0));
  if (at < 0 || !(/[.:]/.test(first) || first === "localhost")) return { domain: "docker.io", term: text };
  return { domain: first, term: text.slice(at + 1) };
}

interface Reached {
  readonly endpoint: Endpoint;
  readonly http: HttpClient;
}

function open(endpoint: Endpoint | undefined, { proxies, timings }: RegistrySettings): Reached {
  if (endpoint === undefined) throw new TypeError("a registry without an endpoint");
  return { endpoint, http: new HttpClient({ tls: endpoint.tls, proxies, timings }) };
}

/** Finds out whether it has TLS: it is not left for plain HTTP, but where the registry may do without. */
async function reach(op: Op, endpoints: readonly Endpoint[], settings: RegistrySettings): Promise<Reached> {
  const failures: string[] = [];
  for (const endpoint of endpoints) {
    const reached = open(endpoint, settings);
    try {
      const request = {
        method: "GET",
        url: new URL(`${endpoint.origin}/v1/_ping`),
        headers: { "User-Agent": settings.userAgent },
      };
      await fetchDocument(op, reached.http, request, { limitBytes: maxErrorBytes });
      return reached;
    } catch (error) {
      reached.http.close();
      throwIfEnded(op);
      failures.push(messageOf(error));
    }
  }
  throw badSearchEndpoint(`${endpoints.at(-1)?.origin}/v1/`, failures);
}

interface Asking {
  readonly credentials: Credentials;
  readonly headers: Readonly<Record<string, string>>;
}

async function authorizationFor(
  op: Op,
  http: HttpClient,
  endpoint: Endpoint,
  { credentials, headers }: Asking,
): Promise<string | undefined> {
  const { username, password, identityToken } = credentials;
  if (username === "") return undefined;
  if (identityToken === "") return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const authorizer = new Authorizer({ http, credentials, headers, insecure: endpoint.insecure });
  const ping = { method: "GET", url: new URL(`${endpoint.origin}/v2/`), headers };
  const { head } = await fetchDocument(op, http, ping, { limitBytes: maxErrorBytes });
  authorizer.challenge(parseChallenges(head.headers.all("www-authenticate")));
  return await authorizer.authorization(op, ["registry:catalog:search"]);
}

/** Go's url.QueryEscape. */
function queryEscape(text: string): string {
  return new URLSearchParams([["q", text]]).toString().slice("q=".length);
}

function readResults(bytes: Buffer): SearchResult[] {
  let results: unknown;
  try {
    results = (JSON.parse(bytes.toString("utf8")) as { readonly results?: unknown }).results;
  } catch (error) {
    throw badAnswer(`error decoding registry search results: ${messageOf(error)}`);
  }
  return Array.isArray(results) ? results.map(readResult) : [];
}

function readResult(value: unknown): SearchResult {
  const given = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const text = (key: string): string => (typeof given[key] === "string" ? given[key] : "");
  return {
    name: text("name"),
    description: text("description"),
    starCount: typeof given["star_count"] === "number" ? given["star_count"] : 0,
    isOfficial: given["is_official"] === true,
    // What the Hub says of it is not to be trusted: Docker always says no.
    isAutomated: false,
  };
}
