import type { OpenTree } from "#core/build/file-worker.ts";
import { SourceView } from "./source-view.ts";

/** The views of a job's trees, each opened when it is first asked for. */
export class OpenViews implements Disposable {
  readonly #trees: readonly OpenTree[];
  readonly #views = new Map<number, SourceView>();

  constructor(trees: readonly OpenTree[]) {
    this.#trees = trees;
  }

  /** Undefined: the empty tree. @throws RangeError for a number that no tree has */
  view(number: number): SourceView | undefined {
    const tree = this.#trees[number];
    if (tree === undefined) throw new RangeError(`no tree ${number}`);
    if (tree.at === "nothing") return undefined;
    const known = this.#views.get(number);
    if (known !== undefined) return known;
    const view = new SourceView(tree);
    this.#views.set(number, view);
    return view;
  }

  /** Of the empty tree it is `otherwise`. */
  rootOf(number: number, otherwise: number): number {
    return this.view(number)?.root ?? otherwise;
  }

  [Symbol.dispose](): void {
    for (const view of this.#views.values()) view[Symbol.dispose]();
    this.#views.clear();
  }
}
