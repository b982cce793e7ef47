import type { ModeChange } from "#formats/file-mode.ts";
import type { ByteString } from "#formats/tar/entry.ts";
import {
  check,
  closeFd,
  errnos,
  type FileFacts,
  factsAt,
  fileTypes,
  makeFolder,
  modeFd,
  openAt,
  openFlags,
  ownFd,
  timeAt,
  timeFd,
  unlink,
} from "#sys/files/calls.ts";
import { ContentCopier } from "#sys/files/copy-content.ts";
import { copyAttributes, modeInode, ownInode, reopenForReading } from "#sys/files/descriptor-calls.ts";
import { madeOf } from "#sys/files/made-file.ts";
import type { Cancellation } from "../cancellation.ts";
import { contentFlags, inodeFlags } from "../paths.ts";
import { cannotCopyOver, cannotReplace } from "./build-errors.ts";
import { makeOther } from "./make-other.ts";
import { atRoot, type FilterState, type SelectionFilter } from "./selection-filter.ts";
import { isFile, isFolder, joined, type Located, type SourceView } from "./source-view.ts";
import type { NumericOwner, TargetTree } from "./target-tree.ts";

const newFile = openFlags.writeOnly | openFlags.create | openFlags.exclusive | openFlags.noFollow;
/** Each level holds descriptors; what lies deeper has no path that could be named. */
const maxDepth = 2048;

export interface CopyRules {
  /** Of all that is copied; undefined: as in the source. */
  readonly owner: NumericOwner | undefined;
  readonly mode: ModeChange | undefined;
  /** Of names below what is copied. */
  readonly filter: SelectionFilter;
  /** What is in the way goes, whatever it is. */
  readonly alwaysReplace: boolean;
}

/** How a file is made at its place. */
interface FileStep extends Pick<Step, "source" | "target"> {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  /** It has its owner and mode once it is made: each change more is one of the journal. */
  readonly isMadeWhole: boolean;
}

interface Step {
  readonly source: Located;
  /** Absolute and clean, without symlinks. */
  readonly target: ByteString;
  /** From what is copied; empty: itself. */
  readonly inner: ByteString;
  /** Of what is in it. */
  readonly state: FilterState;
  readonly depth: number;
}

/** Copies one source of a COPY with all that is in it, as fsutil's copy does for BuildKit. */
export class TreeCopier {
  readonly #view: SourceView;
  readonly #tree: TargetTree;
  readonly #rules: CopyRules;
  readonly #cancellation: Cancellation;
  readonly #contents: ContentCopier;
  /** Targets of copied files that have more names, by file system and inode. */
  readonly #linked = new Map<string, ByteString>();
  /** Folders on the way to here, which are made only when something in them is copied. */
  readonly #waiting: Array<{ readonly step: Step; made: boolean }> = [];

  constructor(
    trees: { readonly view: SourceView; readonly target: TargetTree },
    rules: CopyRules,
    cancellation: Cancellation,
  ) {
    this.#view = trees.view;
    this.#tree = trees.target;
    this.#rules = rules;
    this.#cancellation = cancellation;
    this.#contents = new ContentCopier(() => cancellation.throwIfCancelled());
  }

  /** @param target where `source` itself goes */
  copy(source: Located, target: ByteString): void {
    try {
      this.#entry({ source, target, inner: "", state: atRoot, depth: 0 });
    } finally {
      this.#tree.forgetNew();
    }
  }

  #entry(step: Step): void {
    this.#cancellation.throwIfCancelled();
    const folder = isFolder(step.source.facts);
    const verdict = step.inner === "" ? everything : this.#rules.filter.judge(step.inner, step.state);
    if (!verdict.passes && !(folder && verdict.mayHoldSome)) return;
    if (verdict.passes) {
      if (this.#rules.alwaysReplace) this.#clear(step.target, folder);
      this.#makeWaiting();
    }
    if (folder) this.#folder({ ...step, state: verdict }, verdict.passes);
    else this.#leaf(step);
  }

  /** A folder that is there already keeps what it has, at the top; below that it gets what the source has. */
  #folder(step: Step, passes: boolean): void {
    if (step.depth > maxDepth) check(-errnos.ENAMETOOLONG, "open", step.source.path);
    const made = passes && this.#makeFolder(step);
    this.#waiting.push({ step, made: passes });
    this.#children(step);
    this.#waiting.pop();
    if (!passes) return;
    if (made || step.inner !== "") this.#setFolder(step);
    else this.#setTime(step);
  }

  #children(step: Step): void {
    const { source } = step;
    const folder = this.#view.openFolder(source.inode, source.path);
    try {
      for (const name of this.#view.names(folder, source.path)) this.#child(step, folder, name);
    } finally {
      closeFd(folder);
    }
  }

  #child(step: Step, folder: number, name: ByteString): void {
    const path = joined(step.source.path, name);
    const facts = factsAt(folder, name);
    if (typeof facts === "number") check(facts, "lstat", path);
    const seen = this.#view.seen(facts as FileFacts, path);
    const readable = isFile(seen);
    const inode = check(openAt(folder, name, readable ? contentFlags : inodeFlags), "open", path);
    try {
      this.#entry({
        source: { path, inode, readable, facts: seen },
        target: joined(step.target, name),
        inner: step.inner === "" ? name : `${step.inner}/${name}`,
        state: step.state,
        depth: step.depth + 1,
      });
    } finally {
      closeFd(inode);
    }
  }

  /** @returns whether it was not there */
  #makeFolder({ source, target, inner }: Step): boolean {
    const facts = this.#tree.facts(target);
    if (facts === undefined) {
      check(makeFolder(...this.#tree.place(target)), "mkdir", target);
      this.#tree.isNew(target);
      return true;
    }
    if (!isFolder(facts)) throw cannotCopyOver(target);
    if (inner !== "")
      this.#tree.withFolder(target, (fd) => check(modeFd(fd, source.facts.mode & 0o7777), "chmod", target));
    return false;
  }

  #makeWaiting(): void {
    for (const waiting of this.#waiting) {
      if (waiting.made) continue;
      waiting.made = true;
      if (this.#makeFolder(waiting.step)) this.#setFolder(waiting.step);
    }
  }

  #clear(target: ByteString, folderComes: boolean): void {
    const facts = this.#tree.facts(target);
    if (facts !== undefined && !(folderComes && isFolder(facts))) this.#tree.remove(target);
  }

  #leaf(step: Step): void {
    const { source, target } = step;
    const file = isFile(source.facts) ? this.#fileOf(step) : undefined;
    // Mostly nothing is in the way, and a file that was just made says so.
    const made = file !== undefined && source.facts.links < 2 ? this.#makeFile(file) : -errnos.EEXIST;
    if (file !== undefined && made !== -errnos.EEXIST) {
      this.#fill(file, check(made, "open", target));
      return;
    }
    const old = this.#tree.facts(target);
    if (old !== undefined && isFolder(old)) throw cannotReplace(target);
    if (old !== undefined) check(unlink(...this.#tree.place(target), { folder: false }), "remove", target);
    if (this.#link(step)) return;
    if (file === undefined) this.#other(step);
    else this.#fill(file, check(this.#makeFile(file), "open", target));
  }

  #other(step: Step): void {
    const made = makeOther(step, this.#tree.place(step.target), step.source.facts.mode & fileTypes.mask);
    try {
      this.#setFacts(step, made);
    } finally {
      closeFd(made);
    }
    this.#setTime(step);
  }

  /** Makes a second name of a file that was copied already. */
  #link({ source, target }: Step): boolean {
    const { facts } = source;
    if (facts.links < 2 || !isFile(facts)) return false;
    const key = `${facts.fileSystem}:${facts.inode}`;
    const first = this.#linked.get(key);
    if (first === undefined) this.#linked.set(key, target);
    else this.#tree.link(first, target);
    return first !== undefined;
  }

  /** What a file becomes. */
  #fileOf({ source, target }: Step): FileStep {
    const { uid, gid } = this.#ownerOf(source.facts);
    const mode = this.#modeOf(source.facts);
    const isMadeWhole = madeOf({ uid, gid, mode }).mode && this.#tree.isMadePlain(target);
    return { source, target, uid, gid, mode, isMadeWhole };
  }

  /** A negative number is an errno. */
  #makeFile({ target, mode, isMadeWhole }: FileStep): number {
    return openAt(...this.#tree.place(target), newFile, isMadeWhole ? mode : 0o600);
  }

  #fill({ source, target, uid, gid, mode, isMadeWhole }: FileStep, made: number): void {
    const { facts } = source;
    try {
      if (facts.sizeBytes > 0) this.#content(source, made);
      if (!isMadeWhole) {
        check(ownFd(made, uid, gid), "chown", target);
        check(modeFd(made, mode), "chmod", target);
      }
      copyAttributes(source.inode, made, source);
      check(timeFd(made, facts.mtime), "utimensat", target);
    } finally {
      closeFd(made);
    }
  }

  #content({ inode, readable, facts }: Located, made: number): void {
    const from = readable ? inode : reopenForReading(inode);
    try {
      this.#contents.copy(from, made, facts);
    } finally {
      if (!readable) closeFd(from);
    }
  }

  #setFolder(step: Step): void {
    this.#tree.withFolder(step.target, (fd) => this.#setFacts(step, fd));
    this.#setTime(step);
  }

  /** Owner before mode: chown(2) takes setuid bits and capabilities away. */
  #setFacts({ source: { facts, inode, readable } }: Step, made: number): void {
    const { uid, gid } = this.#ownerOf(facts);
    ownInode(made, uid, gid);
    if ((facts.mode & fileTypes.mask) !== fileTypes.link) modeInode(made, this.#modeOf(facts));
    copyAttributes(inode, made, { readable });
  }

  #ownerOf(facts: FileFacts): NumericOwner {
    return this.#rules.owner ?? facts;
  }

  #modeOf(facts: FileFacts): number {
    const bits = facts.mode & 0o7777;
    return this.#rules.mode?.(bits, { isDirectory: isFolder(facts) }) ?? bits;
  }

  #setTime({ source, target }: Step): void {
    check(timeAt(...this.#tree.place(target), source.facts.mtime), "utimensat", target);
  }
}

const everything = { ...atRoot, passes: true, mayHoldSome: true };
