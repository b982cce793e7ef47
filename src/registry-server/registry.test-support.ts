import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "#base/op.ts";
import { type AccessEntry, CombinedAccessLog } from "./access-log.ts";
import { Authenticator, type Users } from "./auth/authenticator.ts";
import type { RegistryStorage } from "./contract.ts";
import type { RegistryRules } from "./exchange.ts";
import { type FolderStorage, openFolderStorage } from "./folder/folder-storage.ts";
import { type RegistryServer, startRegistryServer } from "./server.ts";
import { Uploads } from "./uploads/uploads.ts";

export interface TestRegistryOptions {
  readonly root?: string;
  readonly rules?: Partial<RegistryRules>;
  readonly users?: Users;
  readonly anonymousRead?: boolean;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly mostUploads?: number;
  readonly largestBlob?: number;
  readonly idleSeconds?: number;
  readonly headMs?: number;
  readonly mostConnections?: number;
  /** Stands before the folder. */
  readonly wrap?: (folder: FolderStorage) => Promise<RegistryStorage>;
  readonly namespaces?: { has(name: string): boolean };
}

export function digestOf(bytes: Uint8Array | string, algorithm = "sha256"): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}

export const types = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  index: "application/vnd.oci.image.index.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
} as const;

/** A registry on a folder and a free port. */
export class TestRegistry implements AsyncDisposable {
  readonly root: string;
  readonly lines: string[] = [];
  readonly entries: AccessEntry[] = [];
  readonly storage: FolderStorage;
  readonly uploads: Uploads;
  readonly #server: RegistryServer;
  readonly #keepsRoot: boolean;
  readonly #scheme: string;

  private constructor(
    parts: { root: string; storage: FolderStorage; uploads: Uploads; served: RegistryStorage },
    options: TestRegistryOptions,
  ) {
    this.root = parts.root;
    this.storage = parts.storage;
    this.uploads = parts.uploads;
    this.#keepsRoot = options.root !== undefined;
    this.#scheme = options.tls === undefined ? "http" : "https";
    const log = new CombinedAccessLog((line) => void this.lines.push(line));
    this.#server = startRegistryServer({
      hostname: "127.0.0.1",
      port: 0,
      ...(options.tls === undefined ? {} : { tls: options.tls }),
      context: {
        storage: parts.served,
        ...(options.namespaces === undefined ? {} : { namespaces: options.namespaces }),
        uploads: this.uploads,
        rules: { readOnly: false, allowDelete: true, ...options.rules },
      },
      authenticator: new Authenticator({
        users: options.users,
        anonymousRead: options.anonymousRead ?? false,
        isTls: options.tls !== undefined,
      }),
      log: silentLog,
      accessLog: log,
      idleSeconds: options.idleSeconds ?? 30,
      headMs: options.headMs ?? 30_000,
      mostConnections: options.mostConnections ?? 1000,
    });
  }

  static async open(options: TestRegistryOptions = {}): Promise<TestRegistry> {
    const root = options.root ?? mkdtempSync(join(tmpdir(), "registry-test-"));
    const storage = await openFolderStorage(join(root, "registry"));
    const uploads = await Uploads.open({
      folder: storage.uploadsFolder,
      most: options.mostUploads ?? 100,
      limitBytes: options.largestBlob ?? 1 << 30,
      idleMs: 60_000,
    });
    const served = (await options.wrap?.(storage)) ?? storage;
    return new TestRegistry({ root, storage, uploads, served }, options);
  }

  get port(): number {
    return this.#server.port;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.#server.port}`;
  }

  async request(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    // A connection that is kept may lead to a former server on the same port.
    const options = { method, redirect: "manual", keepalive: false, ...init } as const;
    return await fetch(path.startsWith("http") ? path : `${this.url}${path}`, options);
  }

  /** Pushes a blob; its digest. */
  async blob(name: string, bytes: Uint8Array | string, algorithm = "sha256"): Promise<string> {
    const digest = digestOf(bytes, algorithm);
    const response = await this.request("POST", `/v2/${name}/blobs/uploads/?digest=${digest}`, { body: bytes });
    if (response.status !== 201) throw new Error(`blob: ${response.status} ${await response.text()}`);
    return digest;
  }

  async begin(name: string): Promise<string> {
    const response = await this.request("POST", `/v2/${name}/blobs/uploads/`);
    if (response.status !== 202) throw new Error(`upload: ${response.status} ${await response.text()}`);
    return response.headers.get("Location")!;
  }

  /** Pushes a document as it is; the answer. */
  async put(name: string, reference: string, document: object | string, type?: string): Promise<Response> {
    const body = typeof document === "string" ? document : JSON.stringify(document);
    const own = typeof document === "string" ? undefined : (document as { mediaType?: string }).mediaType;
    return await this.request("PUT", `/v2/${name}/manifests/${reference}`, {
      body,
      headers: { "Content-Type": type ?? own ?? types.manifest },
    });
  }

  /** Pushes an image of one layer; its digest. */
  async image(name: string, tag: string | undefined, content: string, more: object = {}): Promise<string> {
    const document = await this.document(name, content, more);
    const text = JSON.stringify(document);
    const response = await this.put(name, tag ?? digestOf(text), text);
    if (response.status !== 201) throw new Error(`image: ${response.status} ${await response.text()}`);
    return digestOf(text);
  }

  /** A manifest whose blobs are there. */
  async document(name: string, content: string, more: object = {}): Promise<Record<string, unknown>> {
    const config = `{"architecture":"amd64","os":"linux","comment":${JSON.stringify(content)}}`;
    return {
      schemaVersion: 2,
      mediaType: types.manifest,
      config: { mediaType: types.config, digest: await this.blob(name, config), size: config.length },
      layers: [{ mediaType: types.layer, digest: await this.blob(name, content), size: Buffer.byteLength(content) }],
      ...more,
    };
  }

  #isClosed = false;

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#server.stop(0);
    this.storage[Symbol.dispose]();
  }

  /** Removes the folder at the end: of a registry that is closed, for what opens it again and is declared after this. */
  lendFolder(): Disposable {
    return { [Symbol.dispose]: () => rmSync(this.root, { recursive: true, force: true }) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    if (!this.#keepsRoot) rmSync(this.root, { recursive: true });
  }
}

/** The codes of an error's body. */
export async function codesOf(response: Response): Promise<string[]> {
  const { errors } = (await response.json()) as { errors: Array<{ code: string; message: string }> };
  return errors.map(({ code }) => code);
}
