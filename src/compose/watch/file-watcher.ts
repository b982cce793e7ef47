import { type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import { dirname, join } from "node:path";

/** How long nothing must change until what changed is told. */
const quietMs = 500;

/**
 * Tells which files below some paths have changed, a handful at a time: what changes while one is dealt with comes in
 * the next. Folders that come are watched as well.
 */
export class FileWatcher implements Disposable {
  readonly #roots: readonly string[];
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #changed = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wake: (() => void) | undefined;
  #isQuiet = false;

  /** @param roots absolute; one that is not there may come later */
  constructor(roots: readonly string[]) {
    this.#roots = roots;
    for (const root of roots) {
      const there = nearestThatIsThere(root);
      if (isFolder(there)) this.#watchBelow(there);
      else this.#watch(dirname(there));
    }
  }

  /** What has changed, as soon as nothing more does; `undefined` when `signal` aborts. */
  async next(signal: AbortSignal): Promise<readonly string[] | undefined> {
    if (signal.aborted) return undefined;
    if (!this.#isQuiet || this.#changed.size === 0)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    this.#wake = undefined;
    if (signal.aborted) return undefined;
    const paths = [...this.#changed];
    this.#changed.clear();
    this.#isQuiet = false;
    return paths;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #watchBelow(folder: string): void {
    if (!this.#leadsToRoot(folder)) return;
    this.#watch(folder);
    for (const entry of entriesOf(folder)) if (entry.isDirectory()) this.#watchBelow(join(folder, entry.name));
  }

  #watch(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, (_, name) => this.#heard(name === null ? folder : join(folder, name)));
      watcher.on("error", () => this.#forget(folder));
      this.#watchers.set(folder, watcher);
    } catch {
      // It has gone meanwhile, and whoever removed it is heard of by the folder above.
    }
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #heard(path: string): void {
    if (!isFolder(path)) {
      this.#forget(path);
      this.#note(path);
      return;
    }
    this.#note(path);
    if (!this.#watchers.has(path)) this.#came(path);
  }

  /** All that a new folder holds is new. */
  #came(folder: string): void {
    if (!this.#leadsToRoot(folder)) return;
    this.#watch(folder);
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      this.#note(path);
      if (entry.isDirectory()) this.#came(path);
    }
  }

  #note(path: string): void {
    if (!this.#roots.some((root) => isBelow(root, path) || (path === root && !isFolder(path)))) return;
    this.#changed.add(path);
    this.#isQuiet = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isQuiet = true;
      this.#wake?.();
    }, quietMs);
  }

  /** Whether a folder is one of the roots, is in one, or has one in it. */
  #leadsToRoot(folder: string): boolean {
    return this.#roots.some((root) => root === folder || isBelow(root, folder) || isBelow(folder, root));
  }
}

const isBelow = (folder: string, path: string): boolean => path.startsWith(folder === "/" ? "/" : `${folder}/`);

function nearestThatIsThere(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? nearestThatIsThere(dirname(path)) : path;
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
