/** A part of a pattern. */
export type PatternToken =
  /** One character that passes. */
  | { readonly kind: "one"; readonly passes: (character: string) => boolean; readonly literal?: string }
  /** Any characters but slashes. */
  | { readonly kind: "star" }
  /** Nothing, or anything that ends in a slash. */
  | { readonly kind: "folders" }
  /** Anything. */
  | { readonly kind: "rest" };

export function literalToken(character: string): PatternToken {
  return { kind: "one", passes: (other) => other === character, literal: character };
}

export const anyButSlash: PatternToken = { kind: "one", passes: (character) => character !== "/" };

/**
 * Whether the whole of a text fits. All ways through the tokens are followed at one time, so the work is bounded by the length
 * of both, whatever the pattern: others have written it.
 */
export class TokenMatcher {
  readonly #tokens: readonly PatternToken[];
  /** What every text that fits begins and ends with. */
  readonly #prefix: string;
  readonly #suffix: string;
  /** Before which tokens a match may be, and after the next character. */
  #states: Uint8Array;
  #next: Uint8Array;

  constructor(tokens: readonly PatternToken[]) {
    this.#tokens = tokens;
    this.#prefix = literalsOf(tokens);
    this.#suffix = [...literalsOf(tokens.toReversed())].reverse().join("");
    this.#states = new Uint8Array(tokens.length + 1);
    this.#next = new Uint8Array(tokens.length + 1);
  }

  test(text: string): boolean {
    if (!text.startsWith(this.#prefix) || !text.endsWith(this.#suffix)) return false;
    this.#next.fill(0);
    this.#reach(0);
    for (const character of text) {
      [this.#states, this.#next] = [this.#next, this.#states];
      this.#next.fill(0);
      if (!this.#take(character)) return false;
    }
    return this.#next[this.#tokens.length] !== 0;
  }

  /** @returns whether a match is possible still */
  #take(character: string): boolean {
    let goesOn = false;
    for (let index = 0; index < this.#tokens.length; index++) {
      if (this.#states[index] === 0) continue;
      const token = this.#tokens[index] as PatternToken;
      if (token.kind === "one" ? !token.passes(character) : token.kind === "star" && character === "/") continue;
      goesOn = true;
      if (token.kind === "one") this.#reach(index + 1);
      else if (token.kind !== "folders") this.#reach(index);
      else {
        this.#next[index] ||= begun;
        if (character === "/") this.#reach(index + 1);
      }
    }
    return goesOn;
  }

  /** Before token `from`, and so before what comes after tokens that fit nothing. */
  #reach(from: number): void {
    for (let index = from; this.#next[index] !== fresh; index++) {
      this.#next[index] = fresh;
      const kind = this.#tokens[index]?.kind;
      if (kind === undefined || kind === "one") return;
    }
  }
}

/** A state before a token, and one inside a `folders` that has no slash yet. */
const fresh = 1;
const begun = 2;

function literalsOf(tokens: readonly PatternToken[]): string {
  let text = "";
  for (const token of tokens) {
    if (token.kind !== "one" || token.literal === undefined) break;
    text += token.literal;
  }
  return text;
}
