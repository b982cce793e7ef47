/** What one line of a scenario asks for, with the line's number. */
export type Step = { readonly line: number } & (
  | RunStep
  | { readonly kind: "begin"; readonly command: string; readonly shown: readonly string[] }
  | { readonly kind: "interrupt"; readonly exit: number | undefined }
  | { readonly kind: "project"; readonly name: string }
  | { readonly kind: "wait"; readonly service: string; readonly state: string }
  | { readonly kind: "get"; readonly url: string; readonly answer: Answer }
  | { readonly kind: "exec"; readonly service: string; readonly command: string; readonly answer: Answer }
  | { readonly kind: "logs"; readonly service: string; readonly pattern: string }
  | { readonly kind: "inspect"; readonly object: ObjectName; readonly path: readonly string[]; readonly value: string }
  | { readonly kind: "count"; readonly service: string; readonly count: number }
  | { readonly kind: "keep" | "same" | "new"; readonly service: string }
  | { readonly kind: "nothing left" }
  | { readonly kind: "engine restarts" }
);

/** A shell's line and what is to be seen of it. */
export interface RunStep {
  readonly kind: "run";
  readonly command: string;
  readonly exit: number;
  readonly lines: readonly ExpectedLine[];
}

export interface ExpectedLine {
  /** `>` is a line of the output, `>>` one further below than that of the expectation before, `!` none. */
  readonly kind: ">" | ">>" | "!";
  readonly pattern: string;
}

/** What a question is answered with: a line of this pattern, nothing at all, or (of HTTP) this status. */
export type Answer =
  | { readonly kind: "shows"; readonly pattern: string }
  | { readonly kind: "fails" }
  | { readonly kind: "is"; readonly status: number }
  | { readonly kind: "succeeds" };

export interface ObjectName {
  readonly kind: "container" | "network" | "volume" | "image";
  readonly name: string;
}

export interface Script {
  /** Its first comment. */
  readonly title: string;
  /** Whether it is run in the short run of the tests too. */
  readonly quick: boolean;
  /** Whether the stock Compose 2.40 does not know what it shows, so that it cannot play it. */
  readonly isNewer: boolean;
  readonly steps: readonly Step[];
}

/** What a step is that later lines still add to. */
export type Open<S> = { -readonly [Key in keyof S]: S[Key] };
