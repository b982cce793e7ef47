/** A word that may stand where the cursor is. */
export interface Candidate {
  readonly word: string;
  /** A few words about it; empty: none. */
  readonly about: string;
}

/** What a shell is to do beside showing the candidates (the directives of cobra's completion, ShellCompDirective). */
export const directives = { default: 0, error: 1, noSpace: 2, noFiles: 4, onlyFolders: 16 } as const;

export type Directive = keyof typeof directives;

export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly directive: Directive;
}
