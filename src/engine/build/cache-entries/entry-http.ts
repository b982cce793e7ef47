import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { EngineError, isEngineError, messageOf } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import { getUrl } from "#registry/get-url.ts";
import { usualTimings, type Way } from "#registry/http/connect.ts";
import type { RequestBody } from "#registry/http/connection.ts";
import { type Document, fetchDocument } from "#registry/http/fetch-document.ts";
import { HttpClient } from "#registry/http/http-client.ts";
import type { ProxySettings } from "#registry/http/proxy.ts";
import { systemTrust } from "#registry/http/tls-options.ts";
import { maxCacheConfigBytes } from "../cache-import/manifest-cache.ts";
import type { EntryContent } from "./entry-store.ts";

export interface EntryRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly content?: EntryContent;
}

const tries = 3;

/** Requests of services that keep caches. To be closed. */
export class EntryHttp implements Disposable {
  readonly #http: HttpClient;

  constructor(proxies: ProxySettings) {
    const way: Way = { tls: systemTrust, proxies, timings: usualTimings };
    this.#http = new HttpClient(way);
  }

  /** Tries again what fails for a passing reason. Any status is an answer. @throws unavailable */
  async ask(op: Op, request: EntryRequest): Promise<Document> {
    for (let left = tries - 1; ; left--) {
      try {
        const answer = await this.#once(op, request);
        if (left === 0 || answer.head.status < 500) return answer;
      } catch (error) {
        throwIfEnded(op);
        if (left === 0) throw new EngineError("unavailable", messageOf(error), { cause: error });
      }
    }
  }

  async #once(op: Op, { method, url, headers, content }: EntryRequest): Promise<Document> {
    const body = content === undefined ? {} : { body: bodyOf(content) };
    return await fetchDocument(op, this.#http, { method, url, headers: {}, secrets: headers, ...body }, limits);
  }

  /** Its body as it comes; undefined where there is nothing. @throws unavailable for another status */
  async stream(
    op: Op,
    { url, headers }: Omit<EntryRequest, "method" | "content">,
  ): Promise<AsyncIterable<Uint8Array> | undefined> {
    const answer = await getUrl(op, url.href, headers).catch((error: unknown) => {
      throw isEngineError(error, "canceled")
        ? error
        : new EngineError("unavailable", messageOf(error), { cause: error });
    });
    if (answer.status === 404) return undefined;
    if (answer.status !== 200 || answer.body === null) throw refused("GET", url, answer.status);
    return answer.body;
  }

  [Symbol.dispose](): void {
    this.#http.close();
  }
}

const limits = { limitBytes: maxCacheConfigBytes };

function bodyOf(content: EntryContent): RequestBody {
  if ("bytes" in content) return { sizeBytes: content.bytes.length, send: (write) => write(content.bytes) };
  const { path, sizeBytes } = content;
  return {
    sizeBytes,
    async send(write) {
      for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) await write(chunk as Uint8Array);
    },
  };
}

/** SHA-256 in hex. */
export function contentHash(content: EntryContent): string {
  return "bytes" in content
    ? createHash("sha256").update(content.bytes).digest("hex")
    : content.digest.slice("sha256:".length);
}

/** An answer that is a refusal, without what the URL's query could hold of secrets. */
export function refused(method: string, url: URL, status: number, detail = ""): EngineError {
  const kind = status === 401 || status === 403 ? "unauthorized" : "unavailable";
  const text = detail === "" ? "" : `: ${detail.slice(0, 300)}`;
  return new EngineError(kind, `${method} ${url.origin}${url.pathname}: unexpected status ${status}${text}`);
}
