import { createHash } from "node:crypto";
import type { Digest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { GhaPlace } from "#core/build/cache/entry-options.ts";
import { type EntryHttp, refused } from "./entry-http.ts";
import type { EntryContent, EntryStore } from "./entry-store.ts";
import { type TokenScope, tokenScopes } from "./gha-token.ts";

/** Of what BuildKit's client writes: entries of other versions are other caches'. */
const version = createHash("sha256").update("|go-actionscache-1.0").digest("hex");
const service = "twirp/github.actions.results.api.v1.CacheService";
/** How often a config is written anew after others who did at the same time. */
const writeTries = 10;

/** The cache service of GitHub's actions: entries that never change, found by their names' beginnings. */
export class GhaStore implements EntryStore {
  readonly #place: GhaPlace;
  readonly #http: EntryHttp;
  readonly #scopes: readonly TokenScope[];

  /** @throws invalid-argument for a token that is none */
  constructor(place: GhaPlace, http: EntryHttp) {
    this.#place = place;
    this.#http = http;
    this.#scopes = tokenScopes(place.token);
  }

  async hasBlob(op: Op, digest: Digest): Promise<boolean> {
    return (await this.#find(op, blobKey(digest))) !== undefined;
  }

  async readBlob(op: Op, digest: Digest): Promise<AsyncIterable<Uint8Array>> {
    const found = await this.#find(op, blobKey(digest));
    const body = found === undefined ? undefined : await this.#http.stream(op, { url: found.url, headers: {} });
    if (body === undefined) throw new EngineError("not-found", `blob ${digest} is not in the cache any more`);
    return body;
  }

  async writeBlob(op: Op, digest: Digest, content: EntryContent): Promise<void> {
    await this.#write(op, blobKey(digest), content);
  }

  async configs(op: Op): Promise<readonly Uint8Array[]> {
    const configs: Uint8Array[] = [];
    for (const { scope } of this.#scopes) {
      const found = await this.#find(op, this.#indexKey(scope));
      if (found === undefined) continue;
      const { head, bytes } = await this.#http.ask(op, { method: "GET", url: found.url, headers: {} });
      if (head.status !== 200) throw refused("GET", found.url, head.status);
      configs.push(bytes);
    }
    return configs;
  }

  /** Entries do not change: the next number is the one that counts. */
  async writeConfig(op: Op, bytes: Uint8Array): Promise<void> {
    const scope = this.#scopes.findLast(({ canWrite }) => canWrite)?.scope ?? "";
    const key = this.#indexKey(scope);
    for (let left = writeTries; left > 0; left--) {
      const found = await this.#find(op, key);
      const number = Number(/#(\d+)$/.exec(found?.key ?? "")?.[1] ?? 0);
      if (await this.#write(op, `${key}${number + 1}`, { bytes })) return;
    }
    throw new EngineError("unavailable", `entry ${key} of the cache is written by others all the time`);
  }

  /** With the mark that numbers follow. */
  #indexKey(scope: string): string {
    const name = createHash("sha256").update(scope).digest("hex").slice(0, 8);
    return `index-${this.#place.scope}-1-${name}#`;
  }

  async #find(op: Op, key: string): Promise<{ readonly key: string; readonly url: URL } | undefined> {
    const answer = await this.#call(op, "GetCacheEntryDownloadURL", { key, restore_keys: [key], version });
    const url = answer["signed_download_url"];
    if (answer["ok"] !== true || typeof url !== "string" || !URL.canParse(url)) return undefined;
    return { key: String(answer["matched_key"] ?? key), url: new URL(url) };
  }

  /** @returns false where there is an entry of the name */
  async #write(op: Op, key: string, content: EntryContent): Promise<boolean> {
    const created = await this.#call(op, "CreateCacheEntry", { key, version });
    const url = created["signed_upload_url"];
    if (created["ok"] !== true || typeof url !== "string" || !URL.canParse(url)) return false;
    const headers = { "x-ms-blob-type": "BlockBlob", "x-ms-version": "2021-12-02" };
    const to = new URL(url);
    const { head, bytes } = await this.#http.ask(op, { method: "PUT", url: to, headers, content });
    if (head.status !== 201) throw refused("PUT", to, head.status, bytes.toString());
    const size = "bytes" in content ? content.bytes.length : content.sizeBytes;
    const finished = await this.#call(op, "FinalizeCacheEntryUpload", { key, version, size_bytes: String(size) });
    if (finished["ok"] !== true) throw new EngineError("unavailable", `entry ${key} of the cache was not taken`);
    return true;
  }

  async #call(op: Op, name: string, body: object): Promise<Readonly<Record<string, unknown>>> {
    const url = new URL(`${service}/${name}`, this.#place.url);
    const headers = { "content-type": "application/json", authorization: `Bearer ${this.#place.token}` };
    const content = { bytes: Buffer.from(JSON.stringify(body)) };
    const { head, bytes } = await this.#http.ask(op, { method: "POST", url, headers, content });
    // An entry of the name is there, or on its way.
    if (head.status === 409) return { ok: false };
    if (head.status !== 200) throw refused("POST", url, head.status, bytes.toString());
    return snakeFields(bytes);
  }
}

function blobKey(digest: Digest): string {
  return `buildkit-blob-1-${digest}`;
}

/** The fields of an answer by their names in the protocol: servers may write them in Java's manner. */
function snakeFields(bytes: Buffer): Readonly<Record<string, unknown>> {
  const fields = JSON.parse(bytes.toString()) as Record<string, unknown>;
  const names = { signedUploadUrl: "signed_upload_url", signedDownloadUrl: "signed_download_url" };
  const known: Readonly<Record<string, string>> = { ...names, matchedKey: "matched_key" };
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [known[name] ?? name, value]));
}
