import { goSpaces } from "#base/go-space.ts";
import { quote } from "#base/strconv.ts";
import { EnvironmentFileError } from "../errors.ts";
import { substitute } from "./substitute.ts";

/** What variables that a file does not set stand for. */
export type Lookup = (name: string) => string | undefined;

/** Spaces that do not end a line. */
const blanks = "\\t\\v\\f\\r \\u0085\\u00a0";
const trailingSpace = new RegExp(`[${goSpaces}]+$`);

/**
 * Adds the variables of a file such as `.env` to `variables`. Their values may refer to what `lookUp` knows, and to those
 * before them. A name without a value takes the one that `lookUp` knows.
 * @throws EnvironmentFileError
 */
export function parseEnvironmentFile(
  text: string,
  variables: Map<string, string>,
  lookUp: Lookup,
  missing: (name: string) => void = () => {},
): void {
  const expand = (value: string): string =>
    substitute(value, { get: (name) => lookUp(name) ?? variables.get(name), missing });
  const reader = new StatementReader(text);
  for (let name = reader.name(); name !== undefined; name = reader.name()) {
    const value = reader.isInherited ? lookUp(name) : reader.value(expand);
    if (value !== undefined) variables.set(name, value);
  }
}

class StatementReader {
  isInherited = false;
  #rest: string;
  #line = 1;

  constructor(text: string) {
    this.#rest = text;
  }

  /** The name that the next statement begins with. */
  name(): string | undefined {
    this.#skipToStatement();
    if (this.#rest === "") return undefined;
    const [exported] = new RegExp(`^export[${goSpaces}]+`).exec(this.#rest) ?? [""];
    if (exported !== "") this.#rest = this.#rest.slice("export".length).replace(new RegExp(`^[${blanks}]*`), "");
    const [raw] = new RegExp(`^[\\p{L}\\p{N}_.\\-[\\]${blanks}]*`, "u").exec(this.#rest)!;
    const next = this.#rest[raw.length];
    if (next !== undefined && !"=:\n".includes(next)) throw this.#unexpected(raw.length);
    this.isInherited = next === "\n";
    const key = next === undefined ? "" : raw;
    if (this.isInherited && !key.includes(" ")) this.#line += 1;
    const after = next === undefined ? this.#rest : this.#rest.slice(raw.length + 1);
    this.#rest = after.replace(new RegExp(`^[${blanks}]*`), "");
    const name = key.replace(trailingSpace, "");
    if (name.includes(" ")) throw this.#error("key cannot contain a space");
    return name;
  }

  /** The value of the statement whose name was read. */
  value(expand: (value: string) => string): string {
    const quote = this.#rest[0];
    if (quote === "'" || quote === '"') return this.#quoted(quote, expand);
    const end = this.#rest.indexOf("\n");
    const line = end === -1 ? this.#rest : this.#rest.slice(0, end);
    this.#rest = end === -1 ? "" : this.#rest.slice(end + 1);
    this.#line += 1;
    const [value] = line.split(" #", 1);
    return expand(value!.replace(trailingSpace, ""));
  }

  #quoted(quote: string, expand: (value: string) => string): string {
    const text = this.#rest;
    let value = "";
    let escaped = false;
    for (let at = 1; at < text.length; at += 1) {
      const character = text[at]!;
      if (character === "\n") this.#line += 1;
      if (character === quote && !escaped) {
        this.#rest = text.slice(at + 1);
        return quote === "'" ? value : expand(withoutEscapes(value));
      }
      if (character === "\\" && !escaped) {
        escaped = true;
        continue;
      }
      if (escaped && character !== quote) value += "\\";
      escaped = false;
      value += character;
    }
    throw this.#error(`unterminated quoted value ${text.split("\n", 1)[0]}`);
  }

  /** Passes space and comments. */
  #skipToStatement(): void {
    for (;;) {
      const [space] = new RegExp(`^[${goSpaces}]*`).exec(this.#rest)!;
      this.#line += space.split("\n").length - 1;
      this.#rest = this.#rest.slice(space.length);
      if (!this.#rest.startsWith("#")) return;
      const end = this.#rest.indexOf("\n");
      this.#rest = end === -1 ? "" : this.#rest.slice(end);
    }
  }

  #unexpected(at: number): EnvironmentFileError {
    const character = String.fromCodePoint(this.#rest.codePointAt(at)!);
    const line = this.#rest.split("\n", 1)[0]!;
    return this.#error(`unexpected character ${quoted(character)} in variable name ${quoted(line)}`);
  }

  #error(message: string): EnvironmentFileError {
    return new EnvironmentFileError(`line ${this.#line}: ${message}`);
  }
}

const quoted = (text: string): string => quote(text).replaceAll("\ufeff", "\\ufeff");

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  '"': '"',
  "\\": "\\",
  $: "$$",
};

function withoutEscapes(text: string): string {
  return text.replace(/\\([abcfnrtv$"\\]|0\d{0,3})/g, (match: string, code: string) => {
    if (!code.startsWith("0")) return escapes[code] ?? match;
    const octal = code.slice(1);
    const value = Number.parseInt(octal, 8);
    return /^[0-7]{3}$/.test(octal) && value < 256 ? String.fromCharCode(value) : `\\${octal}`;
  });
}
