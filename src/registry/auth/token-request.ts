import type { Op } from "#base/op.ts";
import type { GivenToken } from "#core/registry/contract.ts";
import { answerError, goJsonError } from "../answer-error.ts";
import { fetchDocument } from "../http/fetch-document.ts";
import type { HttpClient } from "../http/http-client.ts";
import { TransportError } from "../http/transport-error.ts";
import type { Credentials } from "./credentials.ts";

export interface TokenQuestion {
  readonly realm: URL;
  readonly service: string;
  readonly scopes: readonly string[];
  readonly credentials: Credentials;
  /** Whether a token is wanted that stands for the password later on. */
  readonly offline: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Token {
  readonly text: string;
  /** On the clock of `performance.now()`. */
  readonly goodUntilMs: number;
  /** Stands for the password from now on; empty: none was given. */
  readonly refreshToken: string;
}

const maxTokenBytes = 1 << 20;
const leastLifeS = 60;
/** As Docker names itself to token servers. */
const clientId = "docker";

/**
 * Asks a token server (distribution spec, docs/spec/auth/token.md and oauth.md).
 * @throws AnswerError · TransportError
 */
export async function requestToken(op: Op, http: HttpClient, question: TokenQuestion): Promise<Token> {
  const { head, bytes } = await fetchDocument(op, http, tokenRequest(question), { limitBytes: maxTokenBytes });
  if (head.status < 200 || head.status >= 300) throw answerError(head, bytes);
  return readToken(bytes.toString("utf8"));
}

function tokenRequest({
  realm,
  service,
  scopes,
  credentials,
  offline,
  headers,
}: TokenQuestion): Parameters<typeof fetchDocument>[2] {
  const { username, password, identityToken } = credentials;
  if (identityToken !== "") {
    const form = new URLSearchParams({
      client_id: clientId,
      grant_type: "refresh_token",
      refresh_token: identityToken,
      scope: scopes.join(" "),
      service,
    });
    const body = Buffer.from(form.toString());
    return {
      method: "POST",
      url: realm,
      headers: { ...headers, "Content-Type": "application/x-www-form-urlencoded" },
      body: { sizeBytes: body.length, send: (write) => write(body) },
    };
  }
  const url = new URL(realm);
  const query: Array<[string, string]> = [...url.searchParams];
  if (username !== "") query.push(["account", username]);
  if (offline) query.push(["client_id", clientId], ["offline_token", "true"]);
  for (const scope of scopes) query.push(["scope", scope]);
  if (service !== "") query.push(["service", service]);
  query.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  url.search = new URLSearchParams(query).toString();
  const basic = Buffer.from(`${username}:${password}`).toString("base64");
  return { method: "GET", url, headers, ...(username === "" ? {} : { secrets: { Authorization: `Basic ${basic}` } }) };
}

function readToken(text: string): Token {
  let value: Record<string, unknown>;
  try {
    const parsed: unknown = JSON.parse(text);
    value = (typeof parsed === "object" && parsed !== null ? parsed : {}) as Record<string, unknown>;
  } catch {
    throw new TransportError(`unable to decode token response: ${goJsonError(text)}`);
  }
  const given = (key: string): string => (typeof value[key] === "string" ? value[key] : "");
  const lifeS = typeof value["expires_in"] === "number" ? value["expires_in"] : leastLifeS;
  const token = readGivenToken({ text: given("access_token") || given("token"), lifeS });
  return { ...token, refreshToken: given("refresh_token") };
}

/** @throws TransportError for what is no token */
export function readGivenToken({ text, lifeS }: GivenToken): Token {
  // What would end the header and begin another is no token.
  if (text === "" || !/^[\x21-\x7e]+$/.test(text))
    throw new TransportError("authorization server did not include a token in the response");
  return { text, goodUntilMs: performance.now() + Math.max(lifeS, leastLifeS) * 1000, refreshToken: "" };
}
