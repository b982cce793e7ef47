/** A regular expression as RE2 reads it, without what it cannot do in linear time. */
export type Node =
  | { readonly kind: "char"; readonly matches: CharTest }
  | { readonly kind: "assert"; readonly what: Assertion }
  | { readonly kind: "capture"; readonly index: number; readonly inner: Node }
  | { readonly kind: "sequence"; readonly parts: readonly Node[] }
  | { readonly kind: "choice"; readonly parts: readonly Node[] }
  | {
      readonly kind: "repeat";
      readonly inner: Node;
      readonly least: number;
      readonly most: number;
      readonly isGreedy: boolean;
    };

export type CharTest = (code: number) => boolean;
export type Assertion = "text start" | "text end" | "line start" | "line end" | "boundary" | "no boundary";

/** What is wrong with a pattern, in the words of Go's regexp. */
export class PatternError extends Error {
  override readonly name = "PatternError";
  readonly problem: string;
  readonly part: string;

  constructor(problem: string, part: string) {
    super(`error parsing regexp: ${problem}: \`${part}\``);
    this.problem = problem;
    this.part = part;
  }
}
