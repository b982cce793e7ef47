/** A number that is not a small natural one, as it was written: what Go says of `1.5` or `1e3` needs the digits. */
export class JsonNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** Objects are Maps: no key is special, and their order is kept. */
export type JsonValue = string | boolean | null | number | JsonNumber | JsonValue[] | Map<string, JsonValue>;

/** The text is not JSON; `message` is Go's. `empty` where there was nothing but white space. */
export class JsonSyntaxError extends Error {
  readonly empty: boolean;

  constructor(message: string, options: { readonly empty?: boolean } = {}) {
    super(message);
    this.name = "JsonSyntaxError";
    this.empty = options.empty === true;
  }
}

const maxDepth = 1_000;
const quote = 0x22;
const backslash = 0x5c;
const numberText = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Parses the JSON value that `text` begins with, with the error texts of Go's encoding/json. */
export class JsonParser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** @throws JsonSyntaxError */
  value(): JsonValue {
    const char = this.#next();
    if (char === "{") return this.#nested(() => this.#object());
    if (char === "[") return this.#nested(() => this.#array());
    if (char === '"') return this.#string();
    if (char === "t") return this.#literal("true", true);
    if (char === "f") return this.#literal("false", false);
    if (char === "n") return this.#literal("null", null);
    if (char === "-" || (char >= "0" && char <= "9")) return this.#number();
    if (char === "") throw new JsonSyntaxError("unexpected EOF", { empty: this.#depth === 0 });
    throw this.#unexpected("looking for beginning of value");
  }

  /** Whether anything but white space follows. */
  more(): boolean {
    return this.#next() !== "";
  }

  #nested<T>(parse: () => T): T {
    this.#at += 1;
    this.#depth += 1;
    if (this.#depth > maxDepth) throw new JsonSyntaxError("exceeded max depth");
    const value = parse();
    this.#depth -= 1;
    return value;
  }

  #object(): Map<string, JsonValue> {
    const object = new Map<string, JsonValue>();
    if (this.#next() === "}") return this.#skip(object);
    for (;;) {
      this.#expect('"', "looking for beginning of object key string");
      const key = this.#string();
      this.#expect(":", "after object key");
      this.#at += 1;
      object.set(key, this.value());
      if (this.#next() === "}") return this.#skip(object);
      this.#expect(",", "after object key:value pair");
      this.#at += 1;
    }
  }

  #array(): JsonValue[] {
    const array: JsonValue[] = [];
    if (this.#next() === "]") return this.#skip(array);
    for (;;) {
      array.push(this.value());
      if (this.#next() === "]") return this.#skip(array);
      this.#expect(",", "after array element");
      this.#at += 1;
    }
  }

  #string(): string {
    let result = "";
    let begin = this.#at + 1;
    for (let at = begin; ; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code >= 0x20 && code !== quote && code !== backslash) continue;
      this.#at = at;
      if (code === quote) return this.#skip(result + this.#text.slice(begin, at));
      if (code !== backslash) throw Number.isNaN(code) ? truncated() : this.#unexpected("in string");
      result += this.#text.slice(begin, at) + this.#escape();
      begin = this.#at;
      at = begin - 1;
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1];
    if (letter === undefined) throw truncated();
    const simple = escapes[letter];
    if (simple !== undefined) {
      this.#at += 2;
      return simple;
    }
    const length = letter === "u" ? 6 : 2;
    const sequence = this.#text.slice(this.#at, this.#at + length);
    this.#at += length;
    if (/^\\u[0-9a-fA-F]{4}$/.test(sequence)) return String.fromCharCode(Number.parseInt(sequence.slice(2), 16));
    if (/^\\u[0-9a-fA-F]*$/.test(sequence) && sequence.length < length) throw truncated();
    throw new JsonSyntaxError(`invalid escape sequence \`${sequence}\` in string`);
  }

  #number(): JsonNumber | number {
    let value = 0;
    let at = this.#at;
    let code = this.#text.charCodeAt(at);
    for (; code >= 0x31 - (at === this.#at ? 0 : 1) && code <= 0x39; code = this.#text.charCodeAt(at)) {
      value = value * 10 + code - 0x30;
      at += 1;
    }
    const plain = at > this.#at && at - this.#at < 16 && code !== 0x2e && code !== 0x45 && code !== 0x65;
    if (!plain) return this.#anyNumber();
    this.#at = at;
    return value;
  }

  #anyNumber(): JsonNumber {
    numberText.lastIndex = this.#at;
    const source = numberText.exec(this.#text)?.[0];
    const end = this.#at + (source?.length ?? 0);
    const rest = /^(?:-|[.eE][+-]?)/.exec(this.#text.slice(end, end + 2));
    if (source !== undefined && (rest === null || rest[0] === "-")) {
      this.#at = end;
      return new JsonNumber(source);
    }
    this.#at = end + (rest?.[0].length ?? 0);
    throw this.#at >= this.#text.length ? truncated() : this.#unexpected("in numeric literal");
  }

  #literal<T>(word: string, value: T): T {
    for (const letter of word) {
      const char = this.#text[this.#at];
      if (char === undefined) throw truncated();
      if (char !== letter) throw this.#unexpected(`in literal ${word} (expecting ${quoted(letter)})`);
      this.#at += 1;
    }
    return value;
  }

  /** Moves over white space; the character there, or "" at the end. */
  #next(): string {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
      this.#at += 1;
    }
    return this.#text[this.#at] ?? "";
  }

  #expect(char: string, context: string): void {
    const found = this.#next();
    if (found === "") throw truncated();
    if (found !== char) throw this.#unexpected(context);
  }

  #skip<T>(value: T): T {
    this.#at += 1;
    return value;
  }

  #unexpected(context: string): JsonSyntaxError {
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    return new JsonSyntaxError(`invalid character ${quoted(char)} ${context}`);
  }
}

function truncated(): JsonSyntaxError {
  return new JsonSyntaxError("unexpected EOF");
}

/** `char` as Go's error texts quote it. */
function quoted(char: string): string {
  if (char === "'") return "'\\''";
  if (char === '"') return `'"'`;
  const named = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f" }[char];
  if (named !== undefined) return `'${named}'`;
  const code = char.codePointAt(0) ?? 0;
  return code < 0x20 || code === 0x7f ? `'\\x${code.toString(16).padStart(2, "0")}'` : `'${char}'`;
}
