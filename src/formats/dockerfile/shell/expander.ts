import { DockerfileError } from "../dockerfile-error.ts";
import type { ExpandOptions, Variables } from "./expand.ts";
import { CharScanner } from "./scanner.ts";
import { isOperator, substituted } from "./substitution.ts";
import { WordList } from "./words.ts";

/** Deeper than this no substitution stands in others: they are read by recursion. */
const deepest = 500;

interface Part {
  readonly text: string;
  readonly words: readonly string[];
}

/** One expansion of one word. */
export class Expander {
  readonly matched = new Set<string>();
  readonly unmatched = new Set<string>();
  readonly #scanner: CharScanner;
  readonly #variables: Variables;
  readonly #options: ExpandOptions;
  #rawEscapes: boolean;
  #depth = 0;

  constructor(word: string, variables: Variables, options: ExpandOptions) {
    this.#scanner = new CharScanner(word);
    this.#variables = variables;
    this.#options = options;
    this.#rawEscapes = options.rawEscapes ?? false;
  }

  run(): Part {
    return this.#until("", this.#rawEscapes);
  }

  /** Everything to the character `stop`, which is passed; `""` is the end of the word. */
  #until(stop: string, rawEscapes: boolean): Part {
    const before = this.#rawEscapes;
    this.#rawEscapes = rawEscapes;
    try {
      return this.#read(stop);
    } finally {
      this.#rawEscapes = before;
    }
  }

  #read(stop: string): Part {
    const words = new WordList();
    let text = "";
    while (!this.#scanner.atEnd) {
      const plain = this.#scanner.take(/[^$<'"\\`}/]+/y);
      text += plain;
      words.add(plain);
      const char = this.#scanner.peek();
      if (char === "") break;
      if (char === stop) {
        this.#scanner.next();
        return { text, words: words.finish() };
      }
      const { value, isQuoted } = this.#piece(char);
      text += value;
      if (isQuoted) words.addRaw(value);
      else words.add(value);
    }
    if (stop !== "") throw new DockerfileError(`unexpected end of statement while looking for matching ${stop}`);
    return { text, words: words.finish() };
  }

  #piece(char: string): { readonly value: string; readonly isQuoted: boolean } {
    if (char === "$") return { value: this.#dollar(), isQuoted: false };
    if (char === "<") return { value: this.#scanner.take(/<(?:<[ \t\r\n]*)?/y), isQuoted: true };
    if (char === "'" && !this.#options.ignoreQuotes) return { value: this.#singleQuoted(), isQuoted: true };
    if (char === '"' && !this.#options.ignoreQuotes) return { value: this.#doubleQuoted(), isQuoted: true };
    this.#scanner.next();
    if (char !== this.#options.escape) return { value: char, isQuoted: false };
    return { value: (this.#rawEscapes ? char : "") + this.#scanner.next(), isQuoted: true };
  }

  #singleQuoted(): string {
    const text = this.#scanner.take(/'[^']*'?/y);
    if (text.length < 2 || !text.endsWith("'"))
      throw new DockerfileError("unexpected end of statement while looking for matching single-quote");
    return this.#options.rawQuotes ? text : text.slice(1, -1);
  }

  #doubleQuoted(): string {
    const mark = this.#options.rawQuotes ? this.#scanner.peek() : "";
    this.#scanner.next();
    let text = mark;
    while (!this.#scanner.atEnd) {
      const char = this.#scanner.peek();
      if (char === "$") {
        text += this.#dollar();
        continue;
      }
      this.#scanner.next();
      if (char === '"') return text + mark;
      text += char === this.#options.escape ? this.#escapedInQuotes(char) : char;
    }
    throw new DockerfileError("unexpected end of statement while looking for matching double-quote");
  }

  /** In double quotes only `"`, `$` and the escape itself are escaped: before others it is itself. */
  #escapedInQuotes(token: string): string {
    const raw = this.#rawEscapes ? token : "";
    const next = this.#scanner.peek();
    if (next === "") return raw;
    if (next !== '"' && next !== "$" && next !== token) return raw + token;
    return raw + this.#scanner.next();
  }

  #dollar(): string {
    this.#scanner.next();
    if (this.#scanner.peek() !== "{") {
      const name = this.#name();
      if (name === "") return "$";
      return this.#value(name) ?? (this.#options.keepUnset ? `$${name}` : "");
    }
    this.#scanner.next();
    if (++this.#depth > deepest) throw new DockerfileError("syntax error: substitutions are nested too deeply");
    const value = this.#braced();
    this.#depth -= 1;
    return value;
  }

  #braced(): string {
    const begin = this.#scanner.peek();
    if (begin === "") throw new DockerfileError("syntax error: missing '}'");
    if ("{}:".includes(begin)) throw new DockerfileError("syntax error: bad substitution");
    const name = this.#name();
    // At the end of the word stands what Go prints for no character.
    const first = this.#scanner.next() || "\ufffd";
    if (first === "}") return this.#value(name) ?? (this.#options.keepUnset ? `\${${name}}` : "");
    if (first === "/") return this.#replacement(name);
    const modifier = first === ":" ? first + (this.#scanner.next() || "\ufffd") : first;
    if (first !== ":" && !isOperator(first)) throw unsupported(modifier);
    const operator = modifier.slice(first === ":" ? 1 : 0);
    const word = this.#operand("}", operator === "#" || operator === "%", "syntax error: missing '}'");
    const value = this.#value(name);
    if (value === undefined && this.#options.keepUnset) return `\${${name}${modifier}${word}}`;
    if (!isOperator(operator) || (first === ":" && "#%".includes(operator))) throw unsupported(modifier);
    const substitution = {
      name,
      value,
      operator,
      word,
      nullIsUnset: first === ":",
    };
    return substituted(substitution);
  }

  #replacement(name: string): string {
    const all = this.#scanner.peek() === "/";
    if (all) this.#scanner.next();
    const pattern = this.#operand("/", true, `syntax error: missing '/' in $\{}`);
    const word = this.#operand("}", true, "syntax error: missing '}'");
    const value = this.#value(name);
    if (value === undefined && this.#options.keepUnset) return `\${${name}/${pattern}/${word}}`;
    return substituted({ name, value, operator: all ? "//" : "/", word, pattern });
  }

  #operand(stop: string, rawEscapes: boolean, missing: string): string {
    try {
      return this.#until(stop, rawEscapes).text;
    } catch (error) {
      throw this.#scanner.atEnd ? new DockerfileError(missing) : error;
    }
  }

  /** Letters, digits and `_`; of what begins with a digit only the digits; or one special parameter. */
  #name(): string {
    return this.#scanner.take(/\p{Nd}+|[@*#?\-$!]|[\p{L}_][\p{L}\p{Nd}_]*|/uy);
  }

  #value(name: string): string | undefined {
    const value = this.#variables.get(name);
    (value === undefined ? this.unmatched : this.matched).add(name);
    return value;
  }
}

function unsupported(modifier: string): DockerfileError {
  return new DockerfileError(`unsupported modifier (${modifier}) in substitution`);
}
