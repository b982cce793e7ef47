import { type MatchInfo, PatternMatcher } from "#formats/patterns/pattern-matcher.ts";
import { type ByteString, byteStringText } from "#formats/tar/entry.ts";

/** What is known of a folder that was looked at, for what is in it. */
export interface FilterState {
  readonly included: MatchInfo | undefined;
  readonly excluded: MatchInfo | undefined;
}

export interface Verdict extends FilterState {
  readonly passes: boolean;
  /** Of a folder: whether something in it may pass. */
  readonly mayHoldSome: boolean;
}

export const atRoot: FilterState = { included: undefined, excluded: undefined };

export interface FilterPatterns {
  /** Empty: all. */
  readonly includePatterns: readonly string[];
  readonly excludePatterns: readonly string[];
}

/** Whether names pass include and exclude patterns, each name by what is known of its folder. */
export class SelectionFilter {
  readonly #include: PatternMatcher | undefined;
  readonly #exclude: PatternMatcher | undefined;

  /** @throws invalid-argument */
  constructor({ includePatterns, excludePatterns }: FilterPatterns) {
    if (includePatterns.length > 0) this.#include = new PatternMatcher(includePatterns);
    if (excludePatterns.length > 0) this.#exclude = new PatternMatcher(excludePatterns);
  }

  get passesAll(): boolean {
    return this.#include === undefined && this.#exclude === undefined;
  }

  /** @param path from the top, clean, without a slash in front */
  judge(path: ByteString, parent: FilterState): Verdict {
    const text = byteStringText(path);
    const include = this.#include?.match(text, parent.included);
    const exclude = this.#exclude?.match(text, parent.excluded);
    const isIn = include?.matched !== false;
    const isOut = exclude?.matched === true;
    const mayBeIn = isIn || this.#include?.mayMatchBelow(text) === true;
    const mayStay = !isOut || this.#exclude?.mayExceptBelow(text) === true;
    return {
      included: include?.info,
      excluded: exclude?.info,
      passes: isIn && !isOut,
      mayHoldSome: mayBeIn && mayStay,
    };
  }
}
