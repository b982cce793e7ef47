import { EngineError } from "#base/errors.ts";
import { type ByteString, byteStringText } from "#formats/tar/entry.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import { errnos, type FileFacts, factsAt, fileTypes, openAt, openFlags, readNames } from "#sys/files/calls.ts";

const folderFlags = openFlags.readOnly | openFlags.directory | openFlags.noFollow;
const maxDepth = 200;
const maxEntries = 5_000_000;

/** A regular file that the walk came by. */
export interface WalkedFile {
  /** From the root, `/` first. */
  readonly path: string;
  readonly name: string;
  /** The descriptor of its folder, and its name there, until the walk goes on. */
  readonly place: { readonly folder: number; readonly name: ByteString };
  readonly mode: number;
  readonly sizeBytes: number;
}

export interface WalkRoom {
  /** Called now and then; what it throws ends the walk. */
  throwIfCancelled(): void;
  note(text: string): void;
}

/** The regular files below `root`, folder by folder in the order of their names' bytes; no symlink is followed. */
export function* walkFiles(root: number, room: WalkRoom): Generator<WalkedFile> {
  yield* new TreeWalk(room).folder(root, ".", { path: "", depth: 0 });
}

class TreeWalk {
  readonly #room: WalkRoom;
  #left = maxEntries;

  constructor(room: WalkRoom) {
    this.#room = room;
  }

  *folder(
    above: number,
    name: ByteString,
    at: { readonly path: string; readonly depth: number },
  ): Generator<WalkedFile> {
    if (at.depth > maxDepth) {
      this.#room.note(`${at.path}: folders ${maxDepth} deep are not looked into`);
      return;
    }
    const fd = openAt(above, name, folderFlags);
    if (fd < 0) return this.#failed(at.path, fd);
    using open = new FdHandle(fd);
    this.#room.throwIfCancelled();
    for (const child of sortedNames(open.fd)) {
      if (this.#left-- === 0) throw new EngineError("resource-exhausted", `a tree of more than ${maxEntries} files`);
      const facts = factsAt(open.fd, child);
      const text = byteStringText(child);
      const path = `${at.path}/${text}`;
      if (typeof facts === "number") this.#failed(path, facts);
      else if (typeOf(facts) === fileTypes.folder) yield* this.folder(open.fd, child, { path, depth: at.depth + 1 });
      else if (typeOf(facts) === fileTypes.file)
        yield {
          path,
          name: text,
          place: { folder: open.fd, name: child },
          mode: facts.mode,
          sizeBytes: facts.sizeBytes,
        };
    }
  }

  /** What went away meanwhile is not there. */
  #failed(path: string, result: number): void {
    if (result !== -errnos.ENOENT && result !== -errnos.ELOOP && result !== -errnos.ENOTDIR)
      this.#room.note(`${path}: errno ${-result}`);
  }
}

function sortedNames(folder: number): ByteString[] {
  const all: ByteString[] = [];
  for (;;) {
    const names = readNames(folder);
    if (typeof names === "number" || names.length === 0) return all.sort();
    all.push(...names);
  }
}

function typeOf({ mode }: FileFacts): number {
  return mode & fileTypes.mask;
}
