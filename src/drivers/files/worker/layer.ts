import type { LayerTrees } from "#core/files/contract.ts";
import { unnameableInLayer } from "#core/files/errors.ts";
import { type ByteString, byteStringText } from "#formats/tar/entry.ts";
import { type TarEntryInput, tarEnd, tarHeader } from "#formats/tar/writer.ts";
import { check, closeFd, errnos, type FileFacts, fileTypes } from "#sys/files/calls.ts";
import { readAttributes } from "#sys/files/descriptor-calls.ts";
import { ChunkBuffer } from "./chunk-buffer.ts";
import { entryContent, entryHeader } from "./entry-bytes.ts";
import { entryTypes } from "./entry-facts.ts";
import { isWhiteout, type LowerTrees, OpenOverlay } from "./lower-trees.ts";
import { type OpenEntry, UpperFolder } from "./upper-folder.ts";

const whiteoutPrefix = ".wh.";
const opaqueMark = ".wh..wh..opq";
const maxDepth = 2048;

/** Names without a slash in front; the folder itself is no entry. */
interface Place {
  readonly name: ByteString;
  readonly facts: FileFacts;
  readonly depth: number;
}

interface FoundEntry {
  readonly entry: OpenEntry;
  /** Where it was found, and its name there. */
  readonly folder: UpperFolder;
  readonly child: ByteString;
}

/**
 * The upper tree of an overlay, or several as one, as a layer (OCI image spec, layer.md): what it holds, whiteouts for what it hides of the
 * trees below, and marks for folders that hide all of it. One chunk a step; nothing where the upper tree is empty.
 */
export class LayerArchive {
  /** How many entries there were. */
  entries = 0;
  readonly #trees: LayerTrees;
  readonly #buffer = new ChunkBuffer();
  /** Names of files with several, by file system and inode. */
  readonly #linked = new Map<string, ByteString>();

  constructor(trees: LayerTrees) {
    this.#trees = trees;
  }

  *chunks(): Generator<Uint8Array, void, undefined> {
    using overlay = new OpenOverlay(this.#trees);
    yield* this.#children(
      new UpperFolder(overlay.uppers, { isFrozen: this.#trees.isFrozen === true }),
      overlay.lowers,
      { name: "", depth: 0 },
    );
    if (this.entries === 0) return;
    yield* this.#buffer.put(tarEnd());
    yield this.#buffer.take();
  }

  *#children(
    folder: UpperFolder,
    lowers: LowerTrees,
    { name, depth }: Pick<Place, "name" | "depth">,
  ): Generator<Uint8Array, void, undefined> {
    if (depth > maxDepth) check(-errnos.ENAMETOOLONG, "open", name);
    for (const child of folder.names(name)) {
      const entry = folder.find(child);
      if (entry === undefined) continue;
      try {
        const path = name === "" ? child : `${name}/${child}`;
        const facts = this.#notAfter(entry.facts);
        if (isWhiteout(facts)) yield* this.#whiteout(lowers, name, child);
        else if (child.startsWith(whiteoutPrefix)) throw unnameableInLayer(`/${byteStringText(path)}`);
        else yield* this.#entry({ entry, folder, child }, lowers, { name: path, facts, depth });
      } finally {
        closeFd(entry.inode);
      }
    }
  }

  /** What was there only for the time of a run, under the image's files, is hidden without a trace. */
  *#whiteout(lowers: LowerTrees, folder: ByteString, child: ByteString): Generator<Uint8Array, void, undefined> {
    const prefix = folder === "" ? "" : `${folder}/`;
    if (lowers.facts(`/${prefix}${child}`) === undefined) return;
    yield* this.#put({ type: "file", name: `${prefix}${whiteoutPrefix}${child}` });
  }

  *#entry(
    { entry, folder, child }: FoundEntry,
    lowers: LowerTrees,
    place: Place,
  ): Generator<Uint8Array, void, undefined> {
    const { name, facts } = place;
    const type = entryTypes.get(facts.mode & fileTypes.mask);
    if (type === undefined) return;
    const first = type !== "directory" && facts.links > 1 ? this.#first(facts, name) : undefined;
    const xattrs = type === "symlink" || first !== undefined ? new Map() : carriedAttributes(entry);
    this.entries++;
    yield* this.#buffer.put(entryHeader(entry.inode, facts, { type, name, first, xattrs }));
    if (type === "directory") yield* this.#subfolder(folder, child, { lowers, place });
    else if (type === "file" && first === undefined && facts.sizeBytes > 0)
      yield* entryContent(this.#buffer, entry, facts.sizeBytes);
  }

  *#subfolder(
    above: UpperFolder,
    child: ByteString,
    { lowers, place: { name, depth } }: { readonly lowers: LowerTrees; readonly place: Place },
  ): Generator<Uint8Array, void, undefined> {
    using folder = above.open(child);
    if (folder.isOpaque && isFolder(lowers.facts(`/${name}`)))
      yield* this.#put({ type: "file", name: `${name}/${opaqueMark}` });
    yield* this.#children(folder, lowers, { name, depth: depth + 1 });
  }

  *#put(entry: TarEntryInput): Generator<Uint8Array, void, undefined> {
    this.entries++;
    yield* this.#buffer.put(tarHeader(entry));
  }

  #notAfter(facts: FileFacts): FileFacts {
    const { latest } = this.#trees;
    const isLater = latest !== undefined && facts.mtime.seconds > latest;
    return isLater ? { ...facts, mtime: { seconds: latest, nanoseconds: 0 } } : facts;
  }

  #first(facts: FileFacts, name: ByteString): ByteString | undefined {
    const key = `${facts.fileSystem}:${facts.inode}`;
    const first = this.#linked.get(key);
    if (first === undefined) this.#linked.set(key, name);
    return first;
  }
}

function isFolder(facts: FileFacts | undefined): boolean {
  return facts !== undefined && (facts.mode & fileTypes.mask) === fileTypes.folder;
}

/** What a layer keeps of extended attributes: those of users, and the capabilities of programs. */
function carriedAttributes({ inode, readable }: OpenEntry): ReadonlyMap<ByteString, ByteString> {
  const kept = [...readAttributes(inode, { readable })].filter(
    ([name]) => name === "security.capability" || name.startsWith("user."),
  );
  return new Map(kept);
}
