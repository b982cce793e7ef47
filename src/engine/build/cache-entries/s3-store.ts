import type { Digest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { S3Place } from "#core/build/cache/entry-options.ts";
import { awsEncode, emptyBodyHash, signV4 } from "#formats/aws/sign-v4.ts";
import type { Document } from "#registry/http/fetch-document.ts";
import { contentHash, type EntryHttp, refused } from "./entry-http.ts";
import type { EntryContent, EntryStore } from "./entry-store.ts";

/** A bucket, by S3's REST API. */
export class S3Store implements EntryStore {
  readonly #place: S3Place;
  readonly #http: EntryHttp;

  constructor(place: S3Place, http: EntryHttp) {
    this.#place = place;
    this.#http = http;
  }

  async hasBlob(op: Op, digest: Digest): Promise<boolean> {
    const key = this.#blob(digest);
    const { head } = await this.#ask(op, "HEAD", key);
    if (head.status === 404) return false;
    if (head.status !== 200) throw refused("HEAD", this.#urlOf(key), head.status);
    const changedAt = Date.parse(head.headers.get("last-modified") ?? "");
    return Number.isNaN(changedAt) || Date.now() - changedAt < this.#place.touchRefreshMs;
  }

  async readBlob(op: Op, digest: Digest): Promise<AsyncIterable<Uint8Array>> {
    const url = this.#urlOf(this.#blob(digest));
    const body = await this.#http.stream(op, { url, headers: this.#signed("GET", url) });
    if (body === undefined) throw new EngineError("not-found", `blob ${digest} is not in the bucket any more`);
    return body;
  }

  async writeBlob(op: Op, digest: Digest, content: EntryContent): Promise<void> {
    await this.#put(op, this.#blob(digest), content);
  }

  async configs(op: Op): Promise<readonly Uint8Array[]> {
    const key = this.#manifest(this.#place.names[0] ?? "");
    const { head, bytes } = await this.#ask(op, "GET", key);
    if (head.status === 404) return [];
    if (head.status !== 200) throw refused("GET", this.#urlOf(key), head.status, bytes.toString());
    return [bytes];
  }

  async writeConfig(op: Op, bytes: Uint8Array): Promise<void> {
    for (const name of this.#place.names) await this.#put(op, this.#manifest(name), { bytes });
  }

  #blob(digest: Digest): string {
    return `${this.#place.blobsPrefix}${digest}`;
  }

  #manifest(name: string): string {
    return `${this.#place.manifestsPrefix}${name}`;
  }

  async #put(op: Op, key: string, content: EntryContent): Promise<void> {
    const { head, bytes } = await this.#ask(op, "PUT", key, content);
    if (head.status !== 200) throw refused("PUT", this.#urlOf(key), head.status, bytes.toString());
  }

  async #ask(op: Op, method: string, key: string, content?: EntryContent): Promise<Document> {
    const url = this.#urlOf(key);
    const headers = this.#signed(method, url, content);
    return await this.#http.ask(op, { method, url, headers, ...(content === undefined ? {} : { content }) });
  }

  #signed(method: string, url: URL, content?: EntryContent): Record<string, string> {
    const { credentials, region } = this.#place;
    const bodyHash = content === undefined ? emptyBodyHash : contentHash(content);
    const scope = { region, service: "s3", now: new Date() };
    return signV4({ method, url, headers: {}, bodyHash }, credentials, scope);
  }

  #urlOf(key: string): URL {
    const { bucket, region, endpointUrl, usePathStyle } = this.#place;
    const endpoint = new URL(endpointUrl === "" ? `https://s3.${region}.amazonaws.com` : endpointUrl);
    const path = key.split("/").map(awsEncode).join("/");
    const base = endpoint.pathname.replace(/\/$/, "");
    const inPath = endpointUrl !== "" && usePathStyle;
    const host = inPath ? endpoint.host : `${bucket}.${endpoint.host}`;
    return new URL(`${endpoint.protocol}//${host}${base}/${inPath ? `${awsEncode(bucket)}/` : ""}${path}`);
  }
}
