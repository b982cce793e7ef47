import { readJson } from "#api/read-json.ts";
import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { readText } from "./body.ts";
import { ConnectionFailed, PermissionDenied } from "./errors.ts";
import { refusal } from "./refusal.ts";
import {
  ConnectError,
  type HijackedStream,
  type RawStream,
  RemoteCommandError,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from "./transport.ts";
import { type ApiVersion, maxVersion, minVersion, olderVersion } from "./version.ts";

export interface ClientOptions {
  /** The address as messages name it, such as `unix:///var/run/docker.sock`. */
  readonly host: string;
  /** What stands before paths where messages name a whole URL, such as `http://%2Fvar%2Frun%2Fdocker.sock`. */
  readonly urlBase?: string;
  /** Fixes the API version; without it the first request asks the engine. */
  readonly version?: ApiVersion;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Values of a query string; undefined and false are left out, true is `1`. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface CallOptions {
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is; give its type in `headers`. */
  readonly body?: AsyncIterable<Uint8Array> | Uint8Array;
  /** What Docker's client decodes the answer into, for the message when that cannot be: `[]container.Summary`. */
  readonly goType?: string;
  /** What stands before the message about an answer that is no JSON. */
  readonly unreadable?: string;
}

/** What an engine says of itself in the headers of `_ping`. */
export interface PingAnswer {
  readonly apiVersion: string;
  readonly osType: string;
  readonly builderVersion: string;
  readonly experimental: boolean;
}

const encoder = new TextEncoder();

/** The connection ended before it was said whether it becomes a stream. */
class UpgradeCutShort extends Error {
  override readonly name = "UpgradeCutShort";
}

/** An engine as one user sees it: paths get the version negotiated with it, refusals become errors. */
export class Client {
  readonly host: string;
  readonly #transport: Transport;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #urlBase: string;
  #version: ApiVersion | undefined;
  readonly #fixed: boolean;
  #ping: Promise<PingAnswer> | undefined;

  constructor(transport: Transport, options: ClientOptions) {
    this.#transport = transport;
    this.host = options.host;
    this.#urlBase = options.urlBase ?? "http://docker.example.com";
    this.#headers = options.headers ?? {};
    this.#version = options.version;
    this.#fixed = options.version !== undefined;
  }

  /** The version requests are sent with: fixed, negotiated, or the newest we know until then. */
  get version(): ApiVersion {
    return this.#version ?? maxVersion;
  }

  /** Whether the caller fixed the version. */
  get versionFixed(): boolean {
    return this.#fixed;
  }

  /** Asks once who the engine is, and settles on a version. @throws ConnectionFailed */
  negotiate(op: Op): Promise<PingAnswer> {
    this.#ping ??= this.#askPing(op);
    return this.#ping;
  }

  /** Sends a request below `/vX.YY`. @throws ApiError for a status of 400 and above. */
  async call(op: Op, method: string, path: string, options: CallOptions = {}): Promise<TransportResponse> {
    const request = await this.#prepare(op, method, path, options);
    const response = await this.#reach(request, () => this.#transport.request(op, request));
    if (response.status >= 400) throw await refusal(response, `${this.#urlBase}${request.path}`);
    return response;
  }

  /** `call`, and its answer's JSON. */
  async json<T>(op: Op, method: string, path: string, options: CallOptions = {}): Promise<T> {
    const response = await this.call(op, method, path, options);
    const text = await readText(response.body);
    try {
      return readJson<T>(text, options.goType);
    } catch (error) {
      if (options.unreadable === undefined) throw error;
      throw new Error(`${options.unreadable}: ${(error as Error).message}`, { cause: error });
    }
  }

  /** `call`, when only success matters. Gives the status. */
  async done(op: Op, method: string, path: string, options: CallOptions = {}): Promise<number> {
    const response = await this.call(op, method, path, options);
    await readText(response.body);
    return response.status;
  }

  /** Sends a request that turns the connection into a raw stream. @throws ApiError */
  async hijack(op: Op, path: string, options: CallOptions = {}): Promise<HijackedStream> {
    const request = await this.#prepare(op, "POST", path, options);
    const stream = await this.#reach(request, () => this.#transport.hijack(op, request).catch(cutShort));
    if (stream.status === 101 || stream.status === 200) return stream;
    stream.close();
    throw new Error(`unable to upgrade to tcp, received ${stream.status}`);
  }

  /** A bare connection. @throws Error in the system's words, when there is none to be had */
  async open(op: Op): Promise<RawStream> {
    if (this.#transport.open === undefined) throw new Error("not supported: a bare connection by this transport");
    return this.#transport.open(op);
  }

  close(): void {
    this.#transport.close();
  }

  async #prepare(op: Op, method: string, path: string, options: CallOptions) {
    if (this.#version === undefined) await this.#settleVersion(op);
    const headers: Record<string, string> = {
      "User-Agent": "Docker-Client/gantry",
      ...this.#headers,
      ...options.headers,
    };
    if (options.json !== undefined) headers["Content-Type"] = "application/json";
    const body = options.json === undefined ? options.body : encoder.encode(`${JSON.stringify(options.json)}\n`);
    const target = `/v${this.version}${path}${queryText(options.query ?? {})}`;
    return { method, path: target, headers, ...(body === undefined ? {} : { body }) };
  }

  /** Where a remote command fails, it is the request's own failure that counts. */
  async #settleVersion(op: Op): Promise<void> {
    try {
      await this.negotiate(op);
    } catch (error) {
      if (!((error as Error).cause instanceof RemoteCommandError)) throw error;
    }
  }

  async #askPing(op: Op): Promise<PingAnswer> {
    const headers = { "User-Agent": "Docker-Client/gantry", ...this.#headers };
    const request = { method: "HEAD", path: "/_ping", headers };
    const response = await this.#reach(request, () => this.#transport.request(op, request));
    await readText(response.body);
    const header = (name: string): string => response.headers.get(name) ?? "";
    const apiVersion = header("api-version");
    if (!this.#fixed) {
      // An engine that names no version is one of before 1.25.
      const offered = (apiVersion === "" ? "1.24" : apiVersion) as ApiVersion;
      this.#version = olderVersion(offered, maxVersion);
      if (olderVersion(offered, minVersion) !== minVersion) this.#version = minVersion;
    }
    return {
      apiVersion,
      osType: header("ostype"),
      builderVersion: header("builder-version"),
      experimental: header("docker-experimental") === "true",
    };
  }

  async #reach<T>({ method, path }: TransportRequest, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      if (error instanceof ConnectError && error.code === "EACCES") throw new PermissionDenied(this.host, error);
      if (error instanceof ConnectError) throw new ConnectionFailed(this.host, error);
      if (isEngineError(error) || error instanceof UpgradeCutShort) throw error;
      const verb = method.charAt(0) + method.slice(1).toLowerCase();
      const text = `error during connect: ${verb} "${this.#urlBase}${path}": ${(error as Error).message}`;
      throw new Error(text, { cause: error });
    }
  }
}

/** Docker's client reads the answer to an upgrade itself, and says nothing about the request when that breaks off. */
function cutShort(error: unknown): never {
  const isCut = error instanceof Error && /^(?:unexpected )?EOF$/.test(error.message);
  throw isCut ? new UpgradeCutShort("unexpected EOF", { cause: error }) : error;
}

function queryText(query: Query): string {
  const parts: string[] = [];
  const add = (name: string, value: string): void => {
    parts.push(`${name}=${encodeQuery(value)}`);
  };
  for (const name of Object.keys(query).sort()) {
    const value = query[name];
    if (value === undefined || value === false) continue;
    if (value === true) add(name, "1");
    else if (Array.isArray(value)) for (const each of value) add(name, String(each));
    else add(name, String(value));
  }
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

/** As Go's url.QueryEscape. */
function encodeQuery(value: string): string {
  return encodeURIComponent(value)
    .replaceAll("%20", "+")
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
