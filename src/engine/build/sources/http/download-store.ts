import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { isErrno } from "#sys/libc.ts";

/** What is kept of files that builds got from URLs; the last used go on living. */
const limitBytes = 1024 ** 3;
const metaName = "meta.json";
export const contentName = "content";

/** A file that a URL gave. */
export interface Download {
  /** Of the URL, which may hold a password. */
  readonly urlDigest: Digest;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly etag: string | undefined;
  /** As the server wrote it. */
  readonly lastModified: string | undefined;
  readonly contentDisposition: string | undefined;
}

/** What the server says of it. */
export type DownloadFacts = Pick<Download, "etag" | "lastModified" | "contentDisposition">;

/** One that is held until its disposal: its folder has the file as `content`. */
export interface HeldDownload extends Download, AsyncDisposable {
  readonly folder: string;
}

/**
 * Files of URLs, each in a folder of its own, named by URL and content. One is whole once it has its name; what was being
 * brought when the engine ended goes at the next start.
 */
export class DownloadStore {
  readonly #path: string;
  readonly #held = new Map<string, number>();

  /** @param path made when it is first needed */
  constructor(path: string) {
    this.#path = path;
  }

  /** The last one of a URL. @throws nothing: one that cannot be read is not there */
  async find(url: string): Promise<HeldDownload | undefined> {
    const prefix = `${nameOf(url)}-`;
    const names = (await this.#names()).filter((name) => name.startsWith(prefix));
    const known = await Promise.all(
      names.map(async (name) => ({ name, usedAt: await usedAt(join(this.#path, name)) })),
    );
    const [last] = known.sort((a, b) => b.usedAt - a.usedAt);
    if (last === undefined) return undefined;
    const download = await readMeta(join(this.#path, last.name));
    return download?.urlDigest === digestOf(url) ? await this.#hold(last.name, download) : undefined;
  }

  /** Writes a new one; `content` is hashed on its way. */
  async put(url: string, facts: DownloadFacts, content: AsyncIterable<Uint8Array>): Promise<HeldDownload> {
    const coming = join(this.#path, `coming-${crypto.randomUUID()}`);
    await mkdir(coming, { recursive: true, mode: 0o700 });
    try {
      const written = await write(join(coming, contentName), content);
      const download = { urlDigest: digestOf(url), ...facts, ...written };
      const modified = new Date(facts.lastModified ?? 0);
      const mtime = Number.isNaN(modified.getTime()) ? new Date(0) : modified;
      await utimes(join(coming, contentName), mtime, mtime);
      await writeFile(join(coming, metaName), JSON.stringify(download), { mode: 0o600 });
      const name = `${nameOf(url)}-${nameOf(`${written.digest} ${JSON.stringify(facts)}`)}`;
      const held = this.#hold(name, download);
      await replace(coming, join(this.#path, name));
      await this.#trim();
      return await held;
    } catch (error) {
      await rm(coming, { recursive: true, force: true });
      throw error;
    }
  }

  /** Removes what was never whole. To be called once, at the start. */
  async recover(): Promise<void> {
    for (const name of await this.#names())
      if (name.startsWith("coming-")) await rm(join(this.#path, name), { recursive: true, force: true });
  }

  async #names(): Promise<string[]> {
    try {
      return await readdir(this.#path);
    } catch (error) {
      if (isErrno(error, "ENOENT")) return [];
      throw error;
    }
  }

  async #hold(name: string, download: Download): Promise<HeldDownload> {
    this.#held.set(name, (this.#held.get(name) ?? 0) + 1);
    const folder = join(this.#path, name);
    const now = new Date();
    await utimes(folder, now, now).catch(() => {});
    const release = async () => {
      const left = (this.#held.get(name) ?? 1) - 1;
      if (left > 0) this.#held.set(name, left);
      else this.#held.delete(name);
    };
    return { ...download, folder, [Symbol.asyncDispose]: release };
  }

  async #trim(): Promise<void> {
    const names = (await this.#names()).filter((name) => !name.startsWith("coming-"));
    const all = await Promise.all(
      names.map(async (name) => {
        const folder = join(this.#path, name);
        return { name, usedAt: await usedAt(folder), sizeBytes: (await readMeta(folder))?.sizeBytes ?? 0 };
      }),
    );
    let sum = 0;
    for (const { name, sizeBytes } of all.sort((a, b) => b.usedAt - a.usedAt)) {
      sum += sizeBytes;
      if (sum > limitBytes && !this.#held.has(name)) await rm(join(this.#path, name), { recursive: true, force: true });
    }
  }
}

function nameOf(text: string): string {
  return digestOf(text).slice("sha256:".length, "sha256:".length + 32);
}

async function usedAt(path: string): Promise<number> {
  return await stat(path).then(
    (facts) => facts.mtimeMs,
    () => 0,
  );
}

async function readMeta(folder: string): Promise<Download | undefined> {
  try {
    const download = JSON.parse(await readFile(join(folder, metaName), "utf8")) as Download;
    const { size } = await stat(join(folder, contentName));
    return size === download.sizeBytes ? download : undefined;
  } catch {
    return undefined;
  }
}

async function write(path: string, content: AsyncIterable<Uint8Array>): Promise<{ digest: Digest; sizeBytes: number }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const file = await open(path, "wx", 0o600);
  try {
    for await (const chunk of content) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  return { digest: `sha256:${hash.digest("hex")}` as Digest, sizeBytes };
}

/** What has the name already is the same. */
async function replace(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isErrno(error, "ENOTEMPTY", "EEXIST")) throw error;
    await rm(from, { recursive: true, force: true });
  }
}
