import { createHash } from "node:crypto";
import type { TreeSelection } from "#core/build/runners.ts";
import { type ByteString, textByteString } from "#formats/tar/entry.ts";
import { check, closeFd, errnos, fileTypes, openAt, openFlags } from "#sys/files/calls.ts";
import { readAttributes, readInto, readLinkFd, reopenForReading } from "#sys/files/descriptor-calls.ts";
import { askFacts, lastFacts } from "#sys/files/quick-facts.ts";
import { kernelMemory } from "#sys/libc.ts";
import type { Cancellation } from "../cancellation.ts";
import { inodeFlags } from "../paths.ts";
import { notFound } from "./build-errors.ts";
import { type DescribedEntry, DescriptionWriter } from "./description.ts";
import type { DigestCache, KnownContent } from "./digest-cache.ts";
import { atRoot, type FilterState, SelectionFilter } from "./selection-filter.ts";
import { baseOf, joined, parentOf, type SourceView } from "./source-view.ts";
import { matchingPaths } from "./wildcards.ts";

const chunk = kernelMemory(1024 * 1024);
const noAttributes = Buffer.alloc(8);
const folderFlags = openFlags.readOnly | openFlags.directory | openFlags.noFollow;
/** As for copies: each level holds a descriptor. */
const maxDepth = 2048;

export interface DescribeGround {
  /** Undefined: the empty tree. */
  readonly view: SourceView | undefined;
  readonly cache: DigestCache;
  readonly cancellation: Cancellation;
}

/** Writes what a step reads of a tree. @throws not-found */
export function describeSelection(ground: DescribeGround, selection: TreeSelection): DescriptionWriter {
  const { view } = ground;
  const writer = new DescriptionWriter();
  if (view === undefined) {
    const missing = selection.paths.find(
      (path) => !selection.wildcards && textByteString(path).replaceAll("/", "") !== "",
    );
    if (missing !== undefined) throw notFound(textByteString(missing));
    return writer;
  }
  const description = new Description({ ...ground, view }, new SelectionFilter(selection), writer);
  for (const path of selection.paths) {
    const paths = selection.wildcards ? matchingPaths(view, path) : [rooted(path)];
    for (const one of paths) description.add(one, selection.followSymlinks);
  }
  return writer;
}

function rooted(path: string): ByteString {
  return textByteString(path.startsWith("/") ? path : `/${path}`);
}

interface Entry {
  readonly folder: number;
  readonly name: ByteString;
  /** From the root, absolute: where it really is. */
  readonly path: ByteString;
  /** The same as the selection calls it. */
  readonly shown: ByteString;
  /** From what was selected; empty: itself. */
  readonly inner: ByteString;
  readonly state: FilterState;
  readonly depth: number;
}

class Description {
  readonly #ground: DescribeGround & { readonly view: SourceView };
  readonly #filter: SelectionFilter;
  readonly #writer: DescriptionWriter;
  readonly #first = new Map<string, ByteString>();
  /** Folders on the way to here, which count only when something in them does. */
  readonly #waiting: Array<{ readonly entry: DescribedEntry; written: boolean }> = [];

  constructor(
    ground: DescribeGround & { readonly view: SourceView },
    filter: SelectionFilter,
    writer: DescriptionWriter,
  ) {
    this.#ground = ground;
    this.#filter = filter;
    this.#writer = writer;
  }

  add(path: ByteString, follow: boolean): void {
    const { view } = this.#ground;
    const located = view.locate(path, { follow });
    if (located === undefined) throw notFound(path);
    try {
      const real = located.path;
      const parent = real === "/" ? view.root : this.#openParent(real);
      try {
        this.#entry({
          folder: parent,
          name: baseOf(real) || ".",
          path: real,
          shown: path,
          inner: "",
          state: atRoot,
          depth: 0,
        });
      } finally {
        if (parent !== view.root) closeFd(parent);
      }
    } finally {
      closeFd(located.inode);
    }
  }

  #openParent(path: ByteString): number {
    const parent = this.#ground.view.locate(parentOf(path), { follow: false });
    if (parent === undefined) throw notFound(path);
    return parent.inode;
  }

  #entry(entry: Entry): void {
    const verdict = entry.inner === "" ? undefined : this.#filter.judge(entry.inner, entry.state);
    const passes = verdict?.passes !== false;
    if (!passes && verdict?.mayHoldSome !== true) return;
    const result = askFacts(entry.folder, entry.name);
    if (result === -errnos.ENOENT && entry.inner !== "") return;
    check(result, "lstat", entry.path);
    const isFolder = (lastFacts.mode() & fileTypes.mask) === fileTypes.folder;
    if (!passes && !isFolder) return;
    const described = this.#describe(entry);
    if (passes) this.#write(described);
    if (!isFolder) return;
    this.#waiting.push({ entry: described, written: passes });
    this.#children({ ...entry, state: verdict ?? atRoot });
    this.#waiting.pop();
  }

  #write(entry: DescribedEntry): void {
    for (const waiting of this.#waiting) {
      if (!waiting.written) this.#writer.add(waiting.entry);
      waiting.written = true;
    }
    this.#writer.add(entry);
  }

  #children(entry: Entry): void {
    this.#ground.cancellation.throwIfCancelled();
    if (entry.depth > maxDepth) check(-errnos.ENAMETOOLONG, "open", entry.path);
    const { view } = this.#ground;
    const fd = check(openAt(entry.folder, entry.name, folderFlags), "open", entry.path);
    try {
      for (const name of view.names(fd, entry.path)) {
        const inner = entry.inner === "" ? name : `${entry.inner}/${name}`;
        const places = { path: joined(entry.path, name), shown: joined(entry.shown, name), inner };
        this.#entry({ folder: fd, name, ...places, state: entry.state, depth: entry.depth + 1 });
      }
    } finally {
      closeFd(fd);
    }
  }

  /** Of the file that was asked for last. */
  #describe(entry: Entry): DescribedEntry {
    const { view, cache } = this.#ground;
    const ofFolder = view.isFolder;
    const mode = ofFolder && entry.path === "/" ? fileTypes.folder | 0o755 : lastFacts.mode();
    const [uid, gid] = ofFolder ? [0, 0] : [lastFacts.uid(), lastFacts.gid()];
    const type = mode & fileTypes.mask;
    const first = type === fileTypes.file && lastFacts.links() > 1 ? this.#firstName(entry.shown) : "";
    const device = type === fileTypes.character || type === fileTypes.block;
    const what = device ? `${lastFacts.deviceMajor()}:${lastFacts.deviceMinor()}` : "";
    const isTop = entry.path === "/" && ofFolder;
    const known = isTop
      ? { content: noAttributes, attributes: noAttributes }
      : (cache.find() ?? this.#read(entry, type));
    const hasContent = type === fileTypes.file || type === fileTypes.link;
    return {
      path: entry.shown,
      mode,
      uid,
      gid,
      what: hasContent ? `sha256:${known.content.toString("hex")}` : what,
      first,
      attributes: known.attributes.equals(noAttributes) ? "" : known.attributes.toString("hex"),
    };
  }

  #firstName(path: ByteString): ByteString {
    const key = lastFacts.inodeKey();
    const first = this.#first.get(key);
    if (first === undefined) this.#first.set(key, path);
    return first ?? "";
  }

  /** Content is read between two looks at the same inode: what changed meanwhile is not remembered. */
  #read(entry: Entry, type: number): KnownContent {
    const { cache } = this.#ground;
    const identity = cache.identity();
    const inode = check(openAt(entry.folder, entry.name, inodeFlags), "open", entry.path);
    try {
      const known = { content: this.#contentOf(inode, type), attributes: attributesOf(inode) };
      check(askFacts(entry.folder, entry.name), "lstat", entry.path);
      const after = cache.identity();
      if (identity !== undefined && after?.every((word, at) => word === identity[at]) === true)
        cache.add(identity, known);
      return known;
    } finally {
      closeFd(inode);
    }
  }

  #contentOf(inode: number, type: number): Buffer {
    const hash = createHash("sha256");
    if (type === fileTypes.link) hash.update(readLinkFd(inode), "latin1");
    else if (type === fileTypes.file) this.#hashFile(inode, hash);
    return hash.digest();
  }

  #hashFile(inode: number, hash: ReturnType<typeof createHash>): void {
    const file = reopenForReading(inode);
    try {
      for (;;) {
        this.#ground.cancellation.throwIfCancelled();
        const count = check(readInto(file, chunk, 0, chunk.length), "read", "");
        if (count === 0) return;
        hash.update(chunk.subarray(0, count));
      }
    } finally {
      closeFd(file);
    }
  }
}

function attributesOf(inode: number): Buffer {
  const attributes = readAttributes(inode);
  if (attributes.size === 0) return noAttributes;
  const sorted = [...attributes].sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest().subarray(0, 8);
}
