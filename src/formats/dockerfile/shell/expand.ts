import { messageOf } from "#base/errors.ts";
import { quote } from "#base/strconv.ts";
import { DockerfileError } from "../dockerfile-error.ts";
import { Expander } from "./expander.ts";

/** The variables that a word may name. */
export interface Variables {
  get(name: string): string | undefined;
  /** Their names, for suggestions. */
  keys(): Iterable<string>;
}

export interface ExpandOptions {
  /** The escape character of the Dockerfile. */
  readonly escape: "\\" | "`";
  /** Leaves quotes in the result. */
  readonly rawQuotes?: boolean;
  /** Leaves escapes in the result. */
  readonly rawEscapes?: boolean;
  /** Takes quotes for ordinary characters: for the content of heredocs, which is a script of its own. */
  readonly ignoreQuotes?: boolean;
  /** Leaves what names a variable that is not set as it is written. */
  readonly keepUnset?: boolean;
}

export interface Expansion {
  /** With quotes and escapes taken away, and values put in; spaces stay. */
  readonly text: string;
  /** The text parted at spaces that are not quoted, those of values too. */
  readonly words: readonly string[];
  /** Names of the variables that were asked for and set. */
  readonly matched: ReadonlySet<string>;
  /** Names of the variables that were asked for and not set. */
  readonly unmatched: ReadonlySet<string>;
}

/** A word that cannot be expanded. */
export class ExpansionError extends DockerfileError {
  readonly unmatched: ReadonlySet<string>;

  constructor(message: string, unmatched: ReadonlySet<string>) {
    super(message);
    this.unmatched = unmatched;
  }
}

/**
 * Expands a word as BuildKit does (its `shell` package): quotes, escapes, `$name`, and `${name}` with the operators
 * `:-` `-` `:+` `+` `:?` `?` `#` `##` `%` `%%` `/` `//`.
 * @throws ExpansionError `failed to process "WORD": …`
 */
export function expandWord(word: string, variables: Variables, options: ExpandOptions): Expansion {
  const expander = new Expander(word, variables, options);
  const { matched, unmatched } = expander;
  try {
    return { ...expander.run(), matched, unmatched };
  } catch (error) {
    throw new ExpansionError(`failed to process ${quote(word)}: ${messageOf(error)}`, unmatched);
  }
}

/** Variables as `NAME=value`, of which the last of a name counts. */
export function variablesOf(environment: readonly string[]): Map<string, string> {
  return new Map(
    environment.map((entry) => {
      const equals = entry.indexOf("=");
      return equals < 0 ? [entry, ""] : [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}

/** No variables at all. */
export const noVariables: Variables = new Map<string, string>();
