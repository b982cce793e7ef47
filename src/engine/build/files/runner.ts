import type { Digest } from "#base/digest.ts";
import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { BuildError } from "#core/build/errors.ts";
import type { CopyAction, FileAction, FileOperation, Owner } from "#core/build/file-operation.ts";
import type { BuildFileWorker, EntryDifference, OpenAction, OpenOwner, OpenTree } from "#core/build/file-worker.ts";
import { type Input, scratch } from "#core/build/graph.ts";
import type { MissReason } from "#core/build/progress.ts";
import type {
  Fd,
  FileRequest,
  FileRunner,
  FolderRequest,
  ReadableTree,
  StepContext,
  StepTrees,
  TreeFacts,
  TreeSelection,
} from "#core/build/runners.ts";
import { selectionOf } from "#core/build/selection.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import { laysAsCopied } from "./lays-as-copied.ts";

/** Carries out COPY, ADD and what else writes files, and says what steps read. The work itself is the Workers'. */
export class BuildFiles implements FileRunner {
  readonly #worker: BuildFileWorker;

  constructor(worker: BuildFileWorker) {
    this.#worker = worker;
  }

  async apply(
    op: Op,
    operation: FileOperation,
    { trees, vertex }: StepContext,
    described: ReadonlyMap<CopyAction, Digest> = new Map(),
  ): Promise<{ readonly asDescribed: Promise<boolean> }> {
    if (operation.root === scratch) for (const { owner } of operation.actions) checkNumbers(owner);
    using root = new FdHandle(await trees.openOwn(op));
    using layer = trees.openLayer === undefined ? undefined : new FdHandle(await trees.openLayer(op));
    using opened = new OpenedTrees();
    const actions: OpenAction[] = [];
    for (const action of operation.actions) actions.push(await opened.action(op, trees, action));
    try {
      await this.#worker.apply(op, {
        ...{ root: root.fd, trees: opened.trees, actions },
        ...(layer === undefined ? {} : { layer: layer.fd }),
      });
    } catch (error) {
      throw isEngineError(error, "canceled", "deadline-exceeded") ? error : asBuildError(error, vertex);
    }
    return { asDescribed: this.#isAsDescribed(op, opened, described) };
  }

  /** Only what lies in folders that others write to may have changed. Never rejected. */
  async #isAsDescribed(op: Op, opened: OpenedTrees, described: ReadonlyMap<CopyAction, Digest>): Promise<boolean> {
    for (const [action, digest] of described) {
      const tree = opened.of(action.from);
      if (tree?.at !== "folder") continue;
      const now = await this.#worker.describe(op, tree, selectionOf(action)).catch(() => undefined);
      if (now !== digest) return false;
    }
    return true;
  }

  async describe(op: Op, tree: ReadableTree, selection: TreeSelection): Promise<TreeFacts> {
    const digest = await this.#with(op, tree, (open) => this.#worker.describe(op, open, selection));
    return { digest, differences: async (former) => reasonsOf(await this.#worker.differences(op, former, digest)) };
  }

  async readFile(op: Op, tree: ReadableTree, file: FileRequest): Promise<Uint8Array | undefined> {
    return await this.#with(op, tree, (open) => this.#worker.readFile(op, open, file));
  }

  async statFile(op: Op, tree: ReadableTree, path: string): Promise<TreeFile | undefined> {
    return await this.#with(op, tree, (open) => this.#worker.statFile(op, open, path));
  }

  async readFolder(op: Op, tree: ReadableTree, folder: FolderRequest): Promise<TreeFile[] | undefined> {
    return await this.#with(op, tree, (open) => this.#worker.readFolder(op, open, folder));
  }

  async laysAsCopied(
    op: Op,
    { below, above }: { readonly below: ReadableTree; readonly above: ReadableTree },
  ): Promise<boolean> {
    return await this.#with(op, below, (openBelow) =>
      this.#with(op, above, (openAbove) => laysAsCopied(op, this.#worker, { below: openBelow, above: openAbove })),
    );
  }

  async copyWhole(op: Op, tree: ReadableTree, target: Fd): Promise<void> {
    await this.#with(op, tree, (open) => this.#worker.copyWhole(op, open, target));
  }

  async #with<T>(op: Op, tree: ReadableTree, work: (open: OpenTree) => Promise<T>): Promise<T> {
    if (tree.at === "folder") return await work(tree);
    using root = new FdHandle(await tree.open(op));
    return await work({ at: "tree", fd: root.fd });
  }
}

/** The trees that the actions of a step read, each opened once. */
class OpenedTrees implements Disposable {
  readonly trees: OpenTree[] = [];
  readonly #numbers = new Map<Input, number>();

  async action(op: Op, trees: StepTrees, action: FileAction): Promise<OpenAction> {
    const { owner: given, ...rest } = action;
    const owner = given === undefined ? undefined : await this.#owner(op, trees, given);
    const owned = { ...rest, ...(owner === undefined ? {} : { owner }) };
    if (owned.action !== "copy") return owned as OpenAction;
    return { ...owned, from: await this.#number(op, trees, (action as CopyAction).from) } as OpenAction;
  }

  of(input: Input): OpenTree | undefined {
    return this.trees[this.#numbers.get(input) ?? -1];
  }

  async #owner(op: Op, trees: StepTrees, { lookIn, ...owner }: Owner): Promise<OpenOwner> {
    return lookIn === undefined ? owner : { ...owner, lookIn: await this.#number(op, trees, lookIn) };
  }

  async #number(op: Op, trees: StepTrees, input: Input): Promise<number> {
    const known = this.#numbers.get(input);
    if (known !== undefined) return known;
    const number = this.trees.push(await openTree(op, trees, input)) - 1;
    this.#numbers.set(input, number);
    return number;
  }

  [Symbol.dispose](): void {
    for (const tree of this.trees) if (tree.at === "tree") new FdHandle(tree.fd)[Symbol.dispose]();
  }
}

/** In the empty tree is no /etc/passwd in which a name could be looked up. The text is BuildKit's. */
function checkNumbers(owner: Owner | undefined): void {
  if (owner === undefined || owner.lookIn !== undefined) return;
  for (const id of [owner.user, owner.group ?? ""])
    if (!/^(?:root|\d*)$/.test(String(id))) throw new BuildError("invalid-argument", "invalid user index: -1");
}

async function openTree(op: Op, trees: StepTrees, input: Input): Promise<OpenTree> {
  if (input === scratch) return { at: "nothing" };
  const tree = trees.input(input);
  return tree.at === "folder" ? tree : { at: "tree", fd: await tree.open(op) };
}

function asBuildError(error: unknown, vertex: Digest): unknown {
  if (!isEngineError(error) || error instanceof BuildError) return error;
  return new BuildError(error.kind, error.message, { vertex, cause: error });
}

function reasonsOf(differences: readonly EntryDifference[] | undefined): MissReason[] | undefined {
  return differences?.map(({ path, before, after }) => ({
    kind: "file",
    what: path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }));
}
