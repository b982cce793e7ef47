import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { BuildError } from "#core/build/errors.ts";
import { plainCopyRules } from "#core/build/file-operation.ts";
import type { BuildFileWorker, OpenCopy } from "#core/build/file-worker.ts";
import type { Fd, ResolvedSource, SourceContext, SourceRunner } from "#core/build/runners.ts";
import type { BuildSession } from "#core/build/session.ts";
import type { HttpSource } from "#core/build/source-operations.ts";
import { getUrl } from "#registry/get-url.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import { contentName, type DownloadFacts, type DownloadStore, type HeldDownload } from "./download-store.ts";
import { fileNameOf } from "./file-name.ts";

/** Where a client says that it uploads something itself. */
const uploadHost = "buildkit-session";

export interface HttpSourceDependencies {
  readonly worker: Pick<BuildFileWorker, "apply">;
  readonly store: DownloadStore;
}

/** Files of URLs: `ADD https://…`, and what a client uploads. */
export class HttpSources implements SourceRunner<HttpSource> {
  readonly #deps: HttpSourceDependencies;

  constructor(deps: HttpSourceDependencies) {
    this.#deps = deps;
  }

  async resolve(op: Op, source: HttpSource, { session, vertex }: SourceContext): Promise<ResolvedSource> {
    const fetching = new HttpFetch(this.#deps, source, session);
    try {
      return await fetching.resolve(op);
    } catch (error) {
      await fetching[Symbol.asyncDispose]();
      throw asBuildError(error, vertex);
    }
  }
}

function asBuildError(error: unknown, vertex: Digest): unknown {
  const isOwn = error instanceof BuildError || isEngineError(error, "canceled", "deadline-exceeded");
  if (isOwn || !isEngineError(error)) return error;
  return new BuildError(error.kind, error.message, { vertex, cause: error });
}

/** One source of one job. */
class HttpFetch implements AsyncDisposable {
  readonly #deps: HttpSourceDependencies;
  readonly #source: HttpSource;
  readonly #session: BuildSession;
  #download: HeldDownload | undefined;

  constructor(deps: HttpSourceDependencies, source: HttpSource, session: BuildSession) {
    this.#deps = deps;
    this.#source = source;
    this.#session = session;
  }

  /** With a checksum nothing is fetched before it is needed. */
  async resolve(op: Op): Promise<ResolvedSource> {
    const { checksum, url, fileName } = this.#source;
    if (checksum !== undefined) {
      return this.#resolved(checksum as Digest, { name: fileName ?? fileNameOf(url, null), lastModified: undefined });
    }
    const download = await this.#fetched(op);
    const name = fileName ?? fileNameOf(url, download.contentDisposition ?? null);
    return this.#resolved(download.digest, { name, lastModified: download.lastModified });
  }

  #resolved(
    digest: Digest,
    { name, lastModified }: { name: string; lastModified: string | undefined },
  ): ResolvedSource {
    const { mode, owner } = this.#source;
    return {
      key: digestOf(JSON.stringify(["http", name, mode, owner?.uid, owner?.gid, digest, lastModified])),
      pin: digest,
      tree: { as: "layer", fill: (op, openOwn) => this.#fill(op, name, openOwn) },
      [Symbol.asyncDispose]: () => this[Symbol.asyncDispose](),
    };
  }

  async #fill(op: Op, name: string, openOwn: (op: Op) => Promise<Fd>): Promise<void> {
    const { folder } = await this.#fetched(op);
    using root = new FdHandle(await openOwn(op));
    const selection = { includePatterns: [], excludePatterns: [], followPaths: [] };
    const tree = { at: "folder", path: folder, selection } as const;
    await this.#deps.worker.apply(op, { root: root.fd, trees: [tree], actions: [this.#copy(name)] });
  }

  #copy(name: string): OpenCopy {
    const { mode = 0o600, owner } = this.#source;
    return {
      ...plainCopyRules,
      from: 0,
      source: `/${contentName}`,
      destination: `/${name}`,
      ...(owner === undefined ? {} : { owner: { user: owner.uid, group: owner.gid } }),
      mode,
    };
  }

  async #fetched(op: Op): Promise<HeldDownload> {
    this.#download ??= await this.#fetch(op);
    const { digest } = this.#download;
    const { checksum } = this.#source;
    if (checksum !== undefined && digest !== checksum)
      throw new BuildError("invalid-argument", `digest mismatch ${digest}: ${checksum}`);
    return this.#download;
  }

  async #fetch(op: Op): Promise<HeldDownload> {
    const { url } = this.#source;
    const { store } = this.#deps;
    const none = { etag: undefined, lastModified: undefined, contentDisposition: undefined };
    if (URL.canParse(url) && new URL(url).hostname === uploadHost)
      return await store.put(url, none, await this.#session.upload(op, url));
    this.#download = await store.find(url);
    const known = this.#download;
    const response = await getUrl(op, url, { ...(await this.#headers(op)), ...conditions(known) });
    if (response.status === 304 && known !== undefined) return known;
    await this[Symbol.asyncDispose]();
    if (response.status < 200 || response.status >= 300) {
      await response.body?.cancel();
      throw new BuildError("unknown", `invalid response status ${response.status}`);
    }
    const content = (response.body ?? new Blob([]).stream()) as unknown as AsyncIterable<Uint8Array>;
    return await store.put(url, factsOf(response.headers), content);
  }

  /** The client's secrets open the URL; those that are named for its host are tried where none is named. */
  async #headers(op: Op): Promise<Record<string, string>> {
    const { url, authHeaderSecret, authTokenSecret } = this.#source;
    const host = URL.canParse(url) ? new URL(url).host : "";
    const header = await this.#secret(op, authHeaderSecret ?? `HTTP_AUTH_HEADER_${host}`);
    const token =
      header === undefined ? await this.#secret(op, authTokenSecret ?? `HTTP_AUTH_TOKEN_${host}`) : undefined;
    const authorization = header ?? (token === undefined ? undefined : `Bearer ${token}`);
    return { "Accept-Encoding": "identity", ...(authorization === undefined ? {} : { Authorization: authorization }) };
  }

  async #secret(op: Op, id: string): Promise<string | undefined> {
    const secret = await this.#session.secret(op, id);
    return secret === undefined ? undefined : Buffer.from(secret).toString("utf8").trim();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#download?.[Symbol.asyncDispose]();
    this.#download = undefined;
  }
}

function conditions(known: HeldDownload | undefined): Record<string, string> {
  if (known?.etag !== undefined) return { "If-None-Match": known.etag };
  return known?.lastModified === undefined ? {} : { "If-Modified-Since": known.lastModified };
}

function factsOf(headers: Headers): DownloadFacts {
  return {
    etag: headers.get("etag") ?? undefined,
    lastModified: headers.get("last-modified") ?? undefined,
    contentDisposition: headers.get("content-disposition") ?? undefined,
  };
}
