import { quote } from "#base/strconv.ts";
import type { FlagCell, FlagTable } from "./flag.ts";

/** A command line that cannot be read, in pflag's words. */
export class FlagError extends Error {
  override readonly name = "FlagError";
}

export interface ParseOptions {
  /** Whether flags may stand behind the first argument; `run` and `exec` stop there. Default true. */
  readonly interspersed?: boolean;
}

/** What a command line says. */
export interface ParsedFlags {
  /** Values by long name, defaults included. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly args: readonly string[];
  /** Whether the flag was given. */
  changed(name: string): boolean;
  /** Whether `--help` (or a free `-h`) was given; nothing behind it was read. */
  readonly help: boolean;
  /** Lines to print on stderr about deprecated flags. */
  readonly warnings: readonly string[];
}

/**
 * Reads `argv` as pflag 1.0 does: clusters of short flags, attached values, `=`, flags that need no value, `--`.
 * @throws FlagError
 * @see https://github.com/spf13/pflag (the behaviour, not the code)
 */
export function parseFlags(table: FlagTable, argv: readonly string[], options: ParseOptions = {}): ParsedFlags {
  return new Parser(table).parse(argv, options.interspersed ?? true);
}

class Parser {
  readonly #table: FlagTable;
  readonly #shorts = new Map<string, string>();
  readonly #cells = new Map<string, FlagCell<unknown>>();
  readonly #warnings: string[] = [];
  #rest: readonly string[] = [];
  #help = false;

  constructor(table: FlagTable) {
    this.#table = table;
    for (const name in table) {
      const short = table[name]?.short;
      if (short !== undefined) this.#shorts.set(short, name);
    }
  }

  parse(argv: readonly string[], interspersed: boolean): ParsedFlags {
    this.#rest = argv;
    const args: string[] = [];
    while (this.#rest.length > 0 && !this.#help) {
      const text = this.#take();
      if (text === "--") {
        args.push(...this.#rest);
        break;
      }
      if (text.startsWith("--")) this.#long(text);
      else if (text.startsWith("-") && text.length > 1) this.#cluster(text.slice(1));
      else if (interspersed) args.push(text);
      else {
        args.push(text, ...this.#rest);
        break;
      }
    }
    return this.#result(args);
  }

  #result(args: readonly string[]): ParsedFlags {
    const values: Record<string, unknown> = {};
    for (const name in this.#table) values[name] = (this.#cells.get(name) ?? this.#table[name]?.cell())?.get();
    const changed = new Set(this.#cells.keys());
    return { values, args, changed: (name) => changed.has(name), help: this.#help, warnings: this.#warnings };
  }

  #take(): string {
    const text = this.#rest[0] ?? "";
    this.#rest = this.#rest.slice(1);
    return text;
  }

  #long(text: string): void {
    const at = text.indexOf("=");
    const name = at < 0 ? text.slice(2) : text.slice(2, at);
    if (name === "" || name.startsWith("-")) throw new FlagError(`bad flag syntax: ${text}`);
    const flag = this.#flag(name);
    if (flag === undefined) {
      if (name !== "help") throw new FlagError(`unknown flag: --${name}`);
      this.#askHelp(at < 0 ? "true" : text.slice(at + 1));
      return;
    }
    if (at >= 0) this.#set(name, text.slice(at + 1));
    else if (flag.bareValue !== undefined) this.#set(name, flag.bareValue);
    else if (this.#rest.length > 0) this.#set(name, this.#take());
    else throw new FlagError(`flag needs an argument: --${name}`);
  }

  #cluster(letters: string): void {
    let rest = letters;
    while (rest !== "" && !this.#help) rest = this.#short(rest);
  }

  /** Takes the first letter of a cluster, and its value; gives what is left of the cluster. */
  #short(cluster: string): string {
    const letter = String.fromCodePoint(cluster.codePointAt(0) ?? 0);
    const after = cluster.slice(letter.length);
    const name = this.#shorts.get(letter);
    if (name === undefined) {
      if (letter === "h") {
        this.#warnings.push("Flag shorthand -h has been deprecated, use --help");
        this.#help = true;
        return "";
      }
      throw new FlagError(`unknown shorthand flag: ${quoteLetter(letter)} in -${cluster}`);
    }
    const bare = this.#flag(name)?.bareValue;
    if (after.startsWith("=")) this.#set(name, after.slice(1));
    else if (bare !== undefined) {
      this.#set(name, bare);
      return after;
    } else if (after !== "") this.#set(name, after);
    else if (this.#rest.length > 0) this.#set(name, this.#take());
    else throw new FlagError(`flag needs an argument: ${quoteLetter(letter)} in -${cluster}`);
    return "";
  }

  #askHelp(text: string): void {
    this.#help = text === "true";
  }

  #flag(name: string): FlagTable[string] | undefined {
    return Object.hasOwn(this.#table, name) ? this.#table[name] : undefined;
  }

  #set(name: string, text: string): void {
    const flag = this.#flag(name);
    if (flag === undefined) return;
    let cell = this.#cells.get(name);
    if (cell === undefined) cell = flag.cell();
    try {
      cell.set(text);
    } catch (error) {
      const shown =
        flag.short === undefined || flag.shortDeprecated !== undefined ? `--${name}` : `-${flag.short}, --${name}`;
      throw new FlagError(`invalid argument ${quote(text)} for ${quote(shown)} flag: ${(error as Error).message}`);
    }
    this.#cells.set(name, cell);
    if (flag.deprecated !== undefined) this.#warnings.push(`Flag --${name} has been deprecated, ${flag.deprecated}`);
  }
}

function quoteLetter(letter: string): string {
  return `'${letter}'`;
}
