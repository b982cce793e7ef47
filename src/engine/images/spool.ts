import type { Digest } from "#base/digest.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { ContentStore, Ingest } from "#core/content/contract.ts";
import { invalidArchive } from "#core/image/errors.ts";
import { byteStringText, type TarEntry } from "#formats/tar/entry.ts";
import { TarReader } from "#formats/tar/reader.ts";
import type { HeldContent } from "./held-content.ts";

/** Documents that say what an archive is; read into memory, so bounded. */
const documentNames = new Set(["manifest.json", "index.json", "oci-layout"]);
const maxDocumentBytes = 4 << 20;
/** More members than any image has: each is a blob. */
const maxMembers = 100_000;
/** Longer than any path that a file of the host could have. */
const maxNameLength = 4096;
/** All names are kept until the end of the archive; so many members could each be named by a digest. */
const maxNameLengths = 8 << 20;

export interface SpooledBlob {
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** An archive whose members are blobs of the content store by now. Names are cleaned: no `./`, no `..`. */
export interface SpooledArchive {
  readonly blobs: ReadonlyMap<string, SpooledBlob>;
  /** Symlinks and hard links, to the cleaned name that they mean within the archive. */
  readonly links: ReadonlyMap<string, string>;
  readonly documents: ReadonlyMap<string, Buffer>;
}

/** Reads an archive once, whatever the order of its members, each straight into a blob that is held. Memory is bounded. */
export async function spoolArchive(
  op: Op,
  plain: AsyncIterable<Uint8Array>,
  into: { readonly content: ContentStore; readonly held: HeldContent },
): Promise<SpooledArchive> {
  const spool = new Spool(op, into.content, into.held);
  const reader = new TarReader();
  try {
    for await (const chunk of plain) {
      throwIfEnded(op);
      for (const event of reader.read(chunk)) {
        if (event.kind === "entry") await spool.begin(event.entry);
        else if (event.kind === "data") await spool.data(event.bytes, event.offset);
        else await spool.end();
      }
    }
    reader.finish();
  } finally {
    await spool.close();
  }
  return spool;
}

class Spool implements SpooledArchive {
  readonly blobs = new Map<string, SpooledBlob>();
  readonly links = new Map<string, string>();
  readonly documents = new Map<string, Buffer>();
  readonly #op: Op;
  readonly #content: ContentStore;
  readonly #held: HeldContent;
  #name = "";
  #ingest: Ingest | undefined;
  #document: Buffer[] | undefined;
  #members = 0;
  #nameLengths = 0;

  constructor(op: Op, content: ContentStore, held: HeldContent) {
    this.#op = op;
    this.#content = content;
    this.#held = held;
  }

  async begin(entry: TarEntry): Promise<void> {
    this.#count(entry);
    this.#name = cleanName(byteStringText(entry.name));
    if (entry.type === "symlink") this.#addLink(`${folderOf(this.#name)}${byteStringText(entry.linkName)}`);
    if (entry.type === "hard-link") this.#addLink(byteStringText(entry.linkName));
    if (entry.type !== "file") return;
    if (entry.segments !== undefined) throw invalidArchive(`archive member ${JSON.stringify(this.#name)} is sparse`);
    this.links.delete(this.#name);
    if (!documentNames.has(this.#name)) {
      this.#ingest = await this.#content.ingest(this.#op);
      return;
    }
    if (entry.sizeBytes > maxDocumentBytes) {
      throw invalidArchive(`${this.#name} is larger than ${maxDocumentBytes} bytes`);
    }
    this.#document = [];
  }

  #count({ name, linkName }: TarEntry): void {
    const longest = Math.max(name.length, linkName.length);
    if (longest > maxNameLength) throw invalidArchive(`name of an archive member has ${longest} bytes`);
    this.#members++;
    this.#nameLengths += name.length + linkName.length;
    if (this.#members > maxMembers || this.#nameLengths > maxNameLengths)
      throw invalidArchive("archive has too many members");
  }

  #addLink(target: string): void {
    this.blobs.delete(this.#name);
    this.links.set(this.#name, cleanName(target));
  }

  async data(bytes: Uint8Array, _offset: number): Promise<void> {
    await this.#ingest?.write(bytes);
    this.#document?.push(Buffer.from(bytes));
  }

  async end(): Promise<void> {
    const ingest = this.#ingest;
    if (ingest !== undefined) {
      this.blobs.set(this.#name, await this.#held.holdNew(() => ingest.commit()));
      this.#ingest = undefined;
    }
    if (this.#document !== undefined) this.documents.set(this.#name, Buffer.concat(this.#document));
    this.#document = undefined;
  }

  async close(): Promise<void> {
    await this.#ingest?.abort();
  }
}

/** A name as the archive's own root sees it; what leads out of it leads to its root. */
export function cleanName(name: string): string {
  const parts: string[] = [];
  for (const part of name.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf("/") + 1);
}
