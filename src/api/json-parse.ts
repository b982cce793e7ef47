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
const backslash = 0x5c;
/** What a string cannot be taken over with as it is. */
const special = /[\u0000-\u001f\\]/;
const numberText = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** What may stand behind a backslash, besides `u` and four digits. */
const plainEscapes = '"\\/bfnrt';

/** A list or object that has been begun. */
type Frame = ListFrame | ObjectFrame;

interface ListFrame {
  readonly kind: "list";
  readonly value: JsonValue[];
}

interface ObjectFrame {
  readonly kind: "object";
  readonly value: Map<string, JsonValue>;
  key: string;
}

/**
 * Parses the JSON value that `text` begins with, with the error texts of Go's encoding/json. It keeps its own stack, so
 * that it can be left and taken up again: a large body is parsed in slices.
 */
export class JsonParser {
  readonly #text: string;
  readonly #frames: Frame[] = [];
  #at = 0;
  #result: JsonValue | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** The whole value. @throws JsonSyntaxError */
  value(): JsonValue {
    while (this.#result === undefined) this.advance(Number.POSITIVE_INFINITY);
    return this.#result;
  }

  /** Goes on by at most so many values inside of the whole; whether it is complete, and `value` has it at once. */
  advance(values: number): boolean {
    for (let left = values; left > 0; left -= 1) if (this.#step()) return true;
    return false;
  }

  /** Whether anything but white space follows. */
  more(): boolean {
    return this.#next() !== "";
  }

  /** One scalar, or the beginning of a list or object; whether the whole ends with it. */
  #step(): boolean {
    const char = this.#next();
    if (char === "{") return this.#beginObject();
    if (char === "[") return this.#beginList();
    return this.#put(this.#scalar(char));
  }

  #beginObject(): boolean {
    this.#deeper();
    const frame: ObjectFrame = { kind: "object", value: new Map(), key: "" };
    if (this.#next() === "}") return this.#put(this.#skip(frame.value));
    this.#frames.push(frame);
    this.#key(frame);
    return false;
  }

  #beginList(): boolean {
    this.#deeper();
    const frame: ListFrame = { kind: "list", value: [] };
    if (this.#next() === "]") return this.#put(this.#skip(frame.value));
    this.#frames.push(frame);
    return false;
  }

  #deeper(): void {
    this.#at += 1;
    if (this.#frames.length >= maxDepth) throw new JsonSyntaxError("exceeded max depth");
  }

  #key(frame: ObjectFrame): void {
    this.#expect('"', "looking for beginning of object key string");
    frame.key = this.#string();
    this.#expect(":", "after object key");
    this.#at += 1;
  }

  /** Puts a whole value where it belongs, with the lists and objects that end with it. */
  #put(value: JsonValue): boolean {
    let whole = value;
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      if (frame.kind === "list") frame.value.push(whole);
      else frame.value.set(frame.key, whole);
      if (this.#next() !== (frame.kind === "list" ? "]" : "}")) {
        this.#expect(",", frame.kind === "list" ? "after array element" : "after object key:value pair");
        this.#at += 1;
        if (frame.kind === "object") this.#key(frame);
        return false;
      }
      this.#at += 1;
      this.#frames.pop();
      whole = frame.value;
    }
    this.#result = whole;
    return true;
  }

  #scalar(char: string): JsonValue {
    if (char === '"') return this.#string();
    if (char === "t") return this.#literal("true", true);
    if (char === "f") return this.#literal("false", false);
    if (char === "n") return this.#literal("null", null);
    if (char === "-" || (char >= "0" && char <= "9")) return this.#number();
    if (char === "") throw new JsonSyntaxError("unexpected EOF", { empty: this.#frames.length === 0 });
    throw this.#unexpected("looking for beginning of value");
  }

  #string(): string {
    const end = this.#endOfString();
    const inner = this.#text.slice(this.#at + 1, end);
    if (end >= 0 && !special.test(inner)) {
      this.#at = end + 1;
      return inner;
    }
    try {
      const string = JSON.parse(end < 0 ? "" : this.#text.slice(this.#at, end + 1)) as string;
      this.#at = end + 1;
      return string;
    } catch {
      throw this.#wrongString();
    }
  }

  /** The next quotation mark that no odd number of backslashes stands before; -1: there is none. */
  #endOfString(): number {
    let from = this.#at + 1;
    for (;;) {
      const end = this.#text.indexOf('"', from);
      if (end < 0) return end;
      let first = end;
      while (first > from && this.#text.charCodeAt(first - 1) === backslash) first -= 1;
      if ((end - first) % 2 === 0) return end;
      from = end + 1;
    }
  }

  /** Says what is wrong with a string that is none. */
  #wrongString(): JsonSyntaxError {
    for (this.#at += 1; ; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(code)) return truncated();
      if (code < 0x20) return this.#unexpected("in string");
      if (code !== backslash) continue;
      const wrong = this.#wrongEscape();
      if (wrong !== undefined) return wrong;
    }
  }

  /** Moves to the end of an escape sequence that is one. */
  #wrongEscape(): JsonSyntaxError | undefined {
    const letter = this.#text[this.#at + 1];
    if (letter === undefined) return truncated();
    const length = letter === "u" ? 6 : 2;
    if (!plainEscapes.includes(letter)) {
      const sequence = this.#text.slice(this.#at, this.#at + length);
      if (!/^\\u[0-9a-fA-F]*$/.test(sequence)) return wrongEscape(sequence);
      if (sequence.length < length) return truncated();
    }
    this.#at += length - 1;
    return undefined;
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

function wrongEscape(sequence: string): JsonSyntaxError {
  return new JsonSyntaxError(`invalid escape sequence \`${sequence}\` in string`);
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
