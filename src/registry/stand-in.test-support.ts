import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { digestOf } from "#base/digest-of.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Exchange {
  readonly asked: Asked;
  readonly response: ServerResponse;
  readonly socket: Socket;
}

/** Answers a request itself and says `true`, or leaves it to the registry. */
export type Rule = (exchange: Exchange) => boolean | undefined | Promise<boolean | undefined>;

export interface StandInOptions {
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCa?: string };
  readonly address?: string;
  readonly rule?: Rule;
}

/** A registry in this process, which keeps what it was asked and can misbehave. */
export class StandIn implements AsyncDisposable {
  readonly blobs = new Map<string, Buffer>();
  readonly manifests = new Map<string, { readonly type: string; readonly bytes: Buffer }>();
  readonly uploads = new Map<string, Buffer>();
  readonly log: Asked[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #scheme = "http";
  rule: Rule | undefined;

  private constructor({ tls, rule }: StandInOptions) {
    this.rule = rule;
    const http = createServer((request, response) => void this.#serve(request, response));
    http.keepAliveTimeout = 0;
    const take = (socket: Socket): void => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("error", () => {});
      http.emit("connection", socket);
    };
    if (tls === undefined) this.#server = createNetServer(take);
    else {
      this.#scheme = "https";
      const { cert, key, clientCa } = tls;
      const asking = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true };
      this.#server = createTlsServer({ cert, key, ...asking }, take);
      this.#server.on("tlsClientError", () => {});
    }
  }

  static async start(options: StandInOptions = {}): Promise<StandIn> {
    const standIn = new StandIn(options);
    await new Promise<void>((resolve) => standIn.#server.listen(0, options.address ?? "127.0.0.1", resolve));
    return standIn;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** `127.0.0.1:1234`, as in the name of an image. */
  get host(): string {
    return `${(this.#server.address() as AddressInfo).address}:${this.port}`;
  }

  get origin(): string {
    return `${this.#scheme}://${this.host}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  putBlob(bytes: Buffer, mediaType: string = mediaTypes.ociLayer): Descriptor {
    const digest = digestOf(bytes);
    this.blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  }

  putManifest(repository: string, tag: string, document: object, type: string = mediaTypes.ociManifest): Descriptor {
    const bytes = Buffer.from(JSON.stringify(document));
    const digest = digestOf(bytes);
    for (const reference of [tag, digest]) this.manifests.set(`${repository}:${reference}`, { type, bytes });
    return { mediaType: type, digest, size: bytes.length };
  }

  /** What was asked, but for the first ping. */
  asked(method: string, part = ""): Asked[] {
    return this.log.filter((asked) => asked.method === method && asked.path.includes(part) && asked.path !== "/v2/");
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // The client broke off: what came is part of the story.
    }
    const { method = "", url: path = "", headers } = request;
    const asked: Asked = { method, path, headers, body: Buffer.concat(chunks) };
    this.log.push(asked);
    if ((await this.rule?.({ asked, response, socket: request.socket })) === true) return;
    this.#answer(asked, response);
  }

  #answer(asked: Asked, response: ServerResponse): ServerResponse {
    const url = new URL(asked.path, "http://registry");
    if (url.pathname === "/v2/") return send(response, 200, Buffer.from("{}"), { "Content-Type": "application/json" });
    const [, repository = "", kind = "", rest = ""] =
      /^\/v2\/(.+?)\/(manifests|blobs|tags|referrers)\/(.*)$/.exec(url.pathname) ?? [];
    if (kind === "manifests") return this.#manifest(asked, response, `${repository}:${rest}`);
    if (kind === "tags") return this.#tags(response, repository);
    if (kind === "blobs" && rest.startsWith("uploads/"))
      return this.#upload(asked, response, url, repository, rest.slice("uploads/".length));
    if (kind === "blobs") return this.#blob(asked, response, rest);
    return refuse(response, 404, "NAME_UNKNOWN", "repository name not known to registry", { name: repository });
  }

  #manifest(asked: Asked, response: ServerResponse, key: string): ServerResponse {
    if (asked.method === "PUT") {
      const type = String(asked.headers["content-type"]);
      const digest = digestOf(asked.body);
      const repository = key.slice(0, key.indexOf(":"));
      for (const name of [key, `${repository}:${digest}`]) this.manifests.set(name, { type, bytes: asked.body });
      return send(response, 201, Buffer.alloc(0), { "Docker-Content-Digest": digest });
    }
    const known = this.manifests.get(key);
    if (known === undefined) return refuse(response, 404, "MANIFEST_UNKNOWN", "manifest unknown", { Tag: key });
    return send(response, 200, known.bytes, {
      "Content-Type": known.type,
      "Docker-Content-Digest": digestOf(known.bytes),
    });
  }

  #tags(response: ServerResponse, repository: string): ServerResponse {
    const tags = [...this.manifests.keys()]
      .filter((key) => key.startsWith(`${repository}:`))
      .map((key) => key.slice(repository.length + 1));
    const body = JSON.stringify({ name: repository, tags: tags.filter((tag) => !tag.startsWith("sha256:")).sort() });
    return send(response, 200, Buffer.from(body), { "Content-Type": "application/json" });
  }

  #blob(asked: Asked, response: ServerResponse, digest: string): ServerResponse {
    const bytes = this.blobs.get(digest);
    if (bytes === undefined) return refuse(response, 404, "BLOB_UNKNOWN", "blob unknown to registry", { digest });
    const from = /^bytes=(\d+)-$/.exec(String(asked.headers.range ?? ""))?.[1];
    if (from === undefined) return send(response, 200, bytes, { "Docker-Content-Digest": digest });
    const range = { "Content-Range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
    return send(response, 206, bytes.subarray(Number(from)), range);
  }

  #upload(asked: Asked, response: ServerResponse, url: URL, repository: string, id: string): ServerResponse {
    const mounted = url.searchParams.get("mount");
    if (asked.method === "POST" && mounted !== null && this.blobs.has(mounted)) {
      return send(response, 201, Buffer.alloc(0), { Location: `/v2/${repository}/blobs/${mounted}` });
    }
    const place = (name: string): Record<string, string> => ({ Location: `/v2/${repository}/blobs/uploads/${name}` });
    if (asked.method === "POST") {
      const name = String(this.log.length);
      this.uploads.set(name, Buffer.alloc(0));
      return send(response, 202, Buffer.alloc(0), place(name));
    }
    const known = this.uploads.get(id);
    if (known === undefined) return refuse(response, 404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry", {});
    const all = Buffer.concat([known, asked.body]);
    const range = { Range: `0-${Math.max(all.length - 1, 0)}` };
    if (asked.method === "GET") return send(response, 204, undefined, { ...place(id), ...range });
    this.uploads.set(id, all);
    if (asked.method === "PATCH") return send(response, 202, Buffer.alloc(0), { ...place(id), ...range });
    const digest = digestOf(all);
    if (digest !== url.searchParams.get("digest"))
      return refuse(response, 400, "DIGEST_INVALID", "provided digest did not match uploaded content", {});
    this.blobs.set(digest, all);
    return send(response, 201, Buffer.alloc(0), { "Docker-Content-Digest": digest });
  }
}

export function send(
  response: ServerResponse,
  status: number,
  body: Buffer | undefined,
  headers: Readonly<Record<string, string>> = {},
): ServerResponse {
  response.writeHead(status, body === undefined ? headers : { ...headers, "Content-Length": String(body.length) });
  return response.end(body);
}

/** An error of the distribution spec. */
export function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  detail?: unknown,
  headers: Readonly<Record<string, string>> = {},
): ServerResponse {
  const body = Buffer.from(
    JSON.stringify({ errors: [{ code, message, ...(detail === undefined ? {} : { detail }) }] }),
  );
  return send(response, status, body, { "Content-Type": "application/json", ...headers });
}

/** Wants a token of `realm` for what is asked. */
export function wantsToken(realm: () => string, service = "registry.example"): Rule {
  return ({ asked, response }) => {
    if (String(asked.headers.authorization ?? "").startsWith("Bearer good-")) return false;
    const repository = /^\/v2\/(.+?)\/(?:manifests|blobs|tags)\//.exec(asked.path)?.[1];
    const scope = repository === undefined ? "" : `,scope="repository:${repository}:pull"`;
    refuse(response, 401, "UNAUTHORIZED", "authentication required", [], {
      "WWW-Authenticate": `Bearer realm="${realm()}",service="${service}"${scope}`,
    });
    return true;
  };
}

/** Gives tokens to whom `may` lets: by what stands in `Authorization`. */
export function givesTokens(may: (authorization: string | undefined) => boolean = () => true): Rule {
  return ({ asked, response }) => {
    if (!asked.path.startsWith("/token")) return false;
    if (may(asked.headers.authorization as string | undefined)) {
      send(response, 200, Buffer.from(JSON.stringify({ token: `good-${Math.random()}`, expires_in: 300 })), {
        "Content-Type": "application/json",
      });
    } else refuse(response, 401, "UNAUTHORIZED", "incorrect username or password");
    return true;
  };
}

/** Wants a name and a password. */
export function wantsPassword(username: string, password: string): Rule {
  const good = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  return ({ asked, response }) => {
    if (asked.headers.authorization === good) return false;
    refuse(response, 401, "UNAUTHORIZED", "authentication required", [], {
      "WWW-Authenticate": 'Basic realm="a realm"',
    });
    return true;
  };
}
