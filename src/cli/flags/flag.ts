import type { ApiVersion } from "#client/version.ts";

/** Where the values of one flag gather while a command line is read. */
export interface FlagCell<T> {
  /** Takes one occurrence of the flag. @throws Error whose message says what is wrong with `text` alone. */
  set(text: string): void;
  get(): T;
}

/** What help and the parser know about a flag besides its name, which is its key in a `FlagTable`. */
export interface FlagTraits {
  /** Text of `--help`; a word in back quotes becomes the name of the value. */
  readonly usage: string;
  /** One letter. */
  readonly short?: string;
  readonly hidden?: boolean;
  /** The flag counts only with engines on this system. */
  readonly system?: string;
  /** The flag counts only from this version of the API on. */
  readonly since?: ApiVersion;
  /** The flag counts only with engines that have experimental features enabled. */
  readonly experimental?: boolean;
  /** What to use instead; the flag works, is hidden, and is warned about. */
  readonly deprecated?: string;
  /** The same, where only the one-letter form is to go. */
  readonly shortDeprecated?: string;
}

/** A flag: how it shows in help, and a maker of cells. Holds no state, so a command file may keep it for good. */
export interface Flag<T> extends FlagTraits {
  /** Name of the value in help (`string`, `list`, `bytes`); a bool shows none. */
  readonly type: string;
  /** What the flag stands for when given without a value (`--rm`); absent when a value is required. */
  readonly bareValue?: string;
  /** Text of `(default …)` in help; absent when there is nothing to say. */
  readonly defaultText?: string;
  cell(): FlagCell<T>;
}

/** Flags by long name. */
export type FlagTable = Readonly<Record<string, Flag<unknown>>>;

/** The values of a table's flags, by long name. */
export type FlagValues<Table extends FlagTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Flag<infer T> ? T : never;
};
