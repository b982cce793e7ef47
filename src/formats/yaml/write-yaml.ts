import { formatFloat } from "#base/strconv.ts";
import { scalarStyle } from "./scalar-style.ts";
import { isYamlList, isYamlMap, Timestamp, WholeFloat, type YamlValue } from "./value.ts";

/** A document as Go's YAML writes it with an indent of so many spaces: keys in the order of the maps. */
export function writeYaml(value: YamlValue, indent = 2): string {
  return new YamlWriter(" ".repeat(indent)).document(value);
}

function isCollection(value: YamlValue): value is readonly YamlValue[] | ReadonlyMap<string, YamlValue> {
  return (isYamlList(value) && value.length > 0) || (isYamlMap(value) && value.size > 0);
}

const longestKey = 128;

class YamlWriter {
  constructor(readonly step: string) {}

  document(value: YamlValue): string {
    return isCollection(value) ? `${this.#block(value, "").join("\n")}\n` : `${this.#scalar(value, this.step)}\n`;
  }

  /** The lines of a list or mapping at `indent`. */
  #block(value: readonly YamlValue[] | ReadonlyMap<string, YamlValue>, indent: string): string[] {
    if (isYamlList(value)) return value.flatMap((item) => this.#item(item, indent));
    return [...(value as ReadonlyMap<string, YamlValue>)].flatMap(([key, item]) => this.#entry(key, item, indent));
  }

  #item(item: YamlValue, indent: string): string[] {
    const deeper = indent + this.step;
    if (!isCollection(item)) return [`${indent}- ${this.#scalar(item, deeper)}`];
    const [first, ...rest] = this.#block(item, deeper);
    return [`${indent}-${first!.slice(indent.length + 1)}`, ...rest];
  }

  #entry(key: string, value: YamlValue, indent: string): string[] {
    const deeper = indent + this.step;
    const isSimple = Buffer.byteLength(key) <= longestKey && !/[\r\n\u0085\u2028\u2029]/.test(key);
    const name = textScalar(key, { indent: deeper, step: this.step, isKey: isSimple });
    const head = isSimple ? `${indent}${name}:` : `${indent}? ${name}\n${indent}:`;
    if (!isCollection(value)) return [`${head} ${this.#scalar(value, deeper)}`];
    const lines = this.#block(value, deeper);
    return isSimple ? [head, ...lines] : [`${head}${lines[0]!.slice(indent.length + 1)}`, ...lines.slice(1)];
  }

  /** One value that is no collection, with its lines below at `indent`. */
  #scalar(value: YamlValue, indent: string): string {
    if (value === null) return "null";
    if (value instanceof Timestamp) return value.rfc3339();
    if (value instanceof WholeFloat) return floatText(value.value);
    if (typeof value === "number") return Number.isInteger(value) ? String(value) : floatText(value);
    if (typeof value === "string") return textScalar(value, { indent, step: this.step, isKey: false });
    if (isYamlList(value)) return "[]";
    return isYamlMap(value) ? "{}" : String(value);
  }
}

interface Place {
  readonly indent: string;
  readonly step: string;
  readonly isKey: boolean;
}

function textScalar(text: string, place: Place): string {
  switch (scalarStyle(text, place.isKey)) {
    case "plain":
      return text;
    case "single":
      return `'${text.replaceAll("'", "''")}'`;
    case "double":
      return doubleQuoted(text);
    case "literal":
      return literal(text, place);
  }
}

const escapes: ReadonlyMap<number, string> = new Map([
  [0x00, "0"],
  [0x07, "a"],
  [0x08, "b"],
  [0x09, "t"],
  [0x0a, "n"],
  [0x0b, "v"],
  [0x0c, "f"],
  [0x0d, "r"],
  [0x1b, "e"],
  [0x22, '"'],
  [0x5c, "\\"],
  [0x85, "N"],
  [0xa0, "_"],
  [0x2028, "L"],
  [0x2029, "P"],
]);

function doubleQuoted(text: string): string {
  const escaped = text.replace(
    /["\\\u2028\u2029]|[^\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/gu,
    (character) => {
      const code = character.codePointAt(0)!;
      const short = escapes.get(code);
      if (short !== undefined) return `\\${short}`;
      const [letter, digits] = code <= 0xff ? ["x", 2] : code <= 0xffff ? ["u", 4] : ["U", 8];
      return `\\${letter}${code.toString(16).toUpperCase().padStart(digits, "0")}`;
    },
  );
  return `"${escaped}"`;
}

function literal(text: string, { indent, step }: Place): string {
  const hint = /^[ \r\n\u0085\u2028\u2029]/.test(text) ? String(step.length) : "";
  const chomp = /(?:^|\n)\n$/.test(text) ? "+" : text.endsWith("\n") ? "" : "-";
  const lines = (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
  return [`|${hint}${chomp}`, ...lines.map((line) => (line === "" ? "" : `${indent}${line}`))].join("\n");
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  return formatFloat(value);
}
