import { digestOf, type RegistryProcess } from "./registry-process.ts";

const types = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
} as const;

/** The registry has gone. */
export class Gone extends Error {}

/**
 * Pushes to a registry and deletes from it, and keeps what was acknowledged. What is asked for again is not repeated where it
 * was acknowledged before, so that a story goes on over a crash.
 */
export class RegistryLedger {
  readonly #blobs = new Map<string, string>();
  readonly #tags = new Map<string, string>();
  readonly #deleted = new Set<string>();
  readonly #uploads = new Map<string, { location: string; sent: string; ending: boolean }>();
  #registry: RegistryProcess;

  constructor(registry: RegistryProcess) {
    this.#registry = registry;
  }

  /** Goes on with another process. */
  follow(registry: RegistryProcess): void {
    this.#registry = registry;
  }

  async #ask(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    try {
      const response = await this.#registry.request(method, path, init);
      if (response.status >= 500) throw new Gone(`${method} ${path}: ${response.status}`);
      return response;
    } catch (error) {
      throw error instanceof Gone ? error : new Gone(String(error));
    }
  }

  async #expect(status: number, response: Response, what: string): Promise<Response> {
    if (response.status !== status) throw new Error(`${what}: ${response.status} ${await response.text()}`);
    return response;
  }

  async blob(name: string, content: string): Promise<{ digest: string; size: number }> {
    const digest = digestOf(content);
    const response = await this.#ask("POST", `/v2/${name}/blobs/uploads/?digest=${digest}`, { body: content });
    await this.#expect(201, response, "blob");
    this.#blobs.set(`/v2/${name}/blobs/${digest}`, content);
    return { digest, size: content.length };
  }

  async mount(name: string, from: string, content: string): Promise<void> {
    const digest = digestOf(content);
    const response = await this.#ask("POST", `/v2/${name}/blobs/uploads/?mount=${digest}&from=${from}`);
    await this.#expect(201, response, "mount");
    this.#blobs.set(`/v2/${name}/blobs/${digest}`, content);
  }

  /** Sends a blob in chunks, and goes on with an upload that was begun before. */
  async chunked(name: string, key: string, chunks: readonly string[]): Promise<void> {
    const whole = chunks.join("");
    let upload = this.#uploads.get(key);
    if (upload === undefined) {
      const begun = await this.#expect(202, await this.#ask("POST", `/v2/${name}/blobs/uploads/`), "upload");
      upload = { location: begun.headers.get("Location")!, sent: "", ending: false };
      this.#uploads.set(key, upload);
    }
    const status = await this.#ask("GET", upload.location);
    if (status.status === 404 && (await this.#isThere(`/v2/${name}/blobs/${digestOf(whole)}`))) return;
    if (status.status === 404 && upload.ending) {
      // Its end was asked for and never acknowledged: the upload is begun anew, as clients do.
      this.#uploads.delete(key);
      return await this.chunked(name, key, chunks);
    }
    await this.#expect(204, status, "status of an upload");
    let at = Number(status.headers.get("Range")!.split("-")[1]) + 1;
    if (at === 1 && upload.sent === "") at = 0;
    if (at < upload.sent.length) throw new Error(`${upload.sent.length} bytes were acknowledged, ${at} are there`);
    for (let until = 0, next = 0; next < chunks.length; next++) {
      until += chunks[next]!.length;
      if (until <= at) continue;
      const body = whole.slice(at, until);
      const headers = { "Content-Range": `${at}-${until - 1}` };
      await this.#expect(202, await this.#ask("PATCH", upload.location, { body, headers }), "chunk");
      upload.sent = whole.slice(0, until);
      at = until;
    }
    upload.ending = true;
    const put = await this.#ask("PUT", `${upload.location}?digest=${digestOf(whole)}`);
    await this.#expect(201, put, "end of an upload");
    this.#uploads.delete(key);
    this.#blobs.set(`/v2/${name}/blobs/${digestOf(whole)}`, whole);
  }

  async #isThere(path: string): Promise<boolean> {
    return (await this.#ask("HEAD", path)).status === 200;
  }

  async image(name: string, tag: string, content: string): Promise<string> {
    const [config, layer] = [await this.blob(name, `{"c":"${content}"}`), await this.blob(name, content)];
    const text = JSON.stringify({
      schemaVersion: 2,
      mediaType: types.manifest,
      config: { mediaType: types.config, ...config },
      layers: [{ mediaType: types.layer, ...layer }],
    });
    const path = `/v2/${name}/manifests/${tag}`;
    const headers = { "Content-Type": types.manifest };
    this.#tags.delete(path);
    await this.#expect(201, await this.#ask("PUT", path, { body: text, headers }), "manifest");
    this.#tags.set(path, text);
    this.#deleted.delete(path);
    return digestOf(text);
  }

  async deleteManifest(name: string, digest: string, tags: readonly string[]): Promise<void> {
    for (const tag of tags) this.#tags.delete(`/v2/${name}/manifests/${tag}`);
    const path = `/v2/${name}/manifests/${digest}`;
    const { status } = await this.#ask("DELETE", path);
    if (status !== 202 && status !== 404) throw new Error(`deletion of a manifest: ${status}`);
    for (const reference of [digest, ...tags]) this.#deleted.add(`/v2/${name}/manifests/${reference}`);
  }

  async deleteTag(name: string, tag: string): Promise<void> {
    const path = `/v2/${name}/manifests/${tag}`;
    this.#tags.delete(path);
    const { status } = await this.#ask("DELETE", path);
    if (status !== 202 && status !== 404) throw new Error(`deletion of a tag: ${status}`);
    this.#deleted.add(path);
  }

  /** Blobs that no manifest names any more may be collected. */
  release(name: string, content: string): void {
    this.#blobs.delete(`/v2/${name}/blobs/${digestOf(content)}`);
    this.#blobs.delete(`/v2/${name}/blobs/${digestOf(`{"c":"${content}"}`)}`);
  }

  /** What is not as it was acknowledged. */
  async lost(): Promise<string[]> {
    const lost: string[] = [];
    for (const [path, content] of [...this.#blobs, ...this.#tags]) {
      const response = await this.#ask("GET", path);
      if (response.status !== 200 || (await response.text()) !== content) lost.push(`${path}: ${response.status}`);
    }
    for (const path of this.#deleted) {
      const { status } = await this.#ask("GET", path);
      if (status !== 404) lost.push(`${path}: deleted, and ${status}`);
    }
    return lost;
  }
}
