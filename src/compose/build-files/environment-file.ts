import { goSpaces, trimGoSpace } from "#base/go-space.ts";
import { EnvironmentFileError } from "./errors.ts";
import { substitute } from "./interpolate.ts";

const between = new RegExp(`^(?:[${goSpaces}]+|#[^\\n]*)*`);
const inlineSpace = /^[\t\v\f\r \u0085\u00a0]*/;

/**
 * The variables of a file such as `.env`. Their values may refer to `surroundings`, and to those before them.
 * A name without a value takes the one of the surroundings. @throws EnvironmentFileError
 */
export function parseEnvironmentFile(
  text: string,
  surroundings: (name: string) => string | undefined,
): Map<string, string> {
  const variables = new Map<string, string>();
  const expand = (value: string): string => {
    try {
      return substitute(value, { get: (name) => surroundings(name) ?? variables.get(name), missing: () => {} });
    } catch (error) {
      throw new EnvironmentFileError((error as Error).message);
    }
  };
  const reader = new StatementReader(text.replaceAll("\r\n", "\n"));
  for (let name = reader.name(); name !== undefined; name = reader.name()) {
    const value = reader.value(expand) ?? surroundings(name);
    if (value !== undefined) variables.set(name, value);
  }
  return variables;
}

class StatementReader {
  #at = 0;
  #isInherited = false;

  constructor(readonly text: string) {}

  /** The name that the next statement begins with. */
  name(): string | undefined {
    this.#skip(between);
    if (this.#at >= this.text.length) return undefined;
    this.#skip(/^export[\t\v\f\r \u0085\u00a0]+/);
    const rest = this.text.slice(this.#at);
    const [raw] = /^[\p{L}\p{N}_.\-[\]\t\v\f\r \u0085\u00a0]*/u.exec(rest)!;
    const next = rest[raw.length];
    if (next !== undefined && !"=:\n".includes(next)) {
      const line = JSON.stringify(rest.split("\n", 1)[0]);
      const character = JSON.stringify(String.fromCodePoint(rest.codePointAt(raw.length)!)).replace(
        "\ufeff",
        "\\ufeff",
      );
      throw this.#error(`unexpected character ${character} in variable name ${line.replace("\ufeff", "\\ufeff")}`);
    }
    this.#at += raw.length + 1;
    this.#isInherited = next === "\n" || next === undefined;
    const name = raw.trimEnd();
    if (name.includes(" ")) throw this.#error("key cannot contain a space");
    return name;
  }

  /** The value of the statement whose name was read; `undefined` where it has none. */
  value(expand: (value: string) => string): string | undefined {
    if (this.#isInherited) return undefined;
    this.#skip(inlineSpace);
    const quote = this.text[this.#at];
    if (quote === "'" || quote === '"') return this.#quoted(quote, expand);
    const [line] = /^[^\n]*/.exec(this.text.slice(this.#at))!;
    this.#at += line.length;
    const [value] = line.split(" #", 1);
    return expand(trimGoSpace(value!));
  }

  #quoted(quote: string, expand: (value: string) => string): string {
    for (let end = this.#at + 1; end < this.text.length; end += 1) {
      if (this.text[end] === "\\") end += 1;
      else if (this.text[end] === quote) {
        const value = this.text.slice(this.#at + 1, end);
        this.#at = end + 1;
        this.#skip(/^[^\S\n]*(?:#[^\n]*)?/);
        return quote === "'" ? value : expand(unescaped(value));
      }
    }
    const [line] = this.text.slice(this.#at).split("\n", 1);
    this.#at = this.text.length;
    throw this.#error(`unterminated quoted value ${line}`);
  }

  #skip(pattern: RegExp): void {
    this.#at += pattern.exec(this.text.slice(this.#at))?.[0].length ?? 0;
  }

  #error(message: string): EnvironmentFileError {
    const line = this.text.slice(0, this.#at).split("\n").length;
    return new EnvironmentFileError(`line ${line}: ${message}`);
  }
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", $: "$$" };

function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, character: string) => escapes[character] ?? character);
}
