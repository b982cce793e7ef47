import {
  isAlias,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  type YAMLMap,
  type YAMLParseError,
} from "yaml";
import { ComposeError } from "./errors.ts";
import { plainScalar } from "./scalar.ts";
import { type ComposeMap, type ComposeValue, isMap as isComposeMap, isList, scalarText, Tagged } from "./value.ts";

const maxNodes = 200_000;
const maxDepth = 500;
const tooDeep = `yaml: exceeded max depth of ${maxDepth}`;

const control = /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** The documents of a file of YAML, as Compose reads them. @throws ComposeError */
export function parseYaml(text: string): ComposeMap[] {
  if (control.test(text)) throw new ComposeError("yaml: control characters are not allowed");
  const lines = new LineCounter();
  const options = { schema: "failsafe", uniqueKeys: false, prettyErrors: false, lineCounter: lines } as const;
  const documents = parseAllDocuments(text, options);
  const values: ComposeMap[] = [];
  for (const document of "empty" in documents ? [] : documents) {
    const [error] = document.errors;
    if (error !== undefined) throw syntaxError(error, text, lines);
    const value = new Reader(lines).value(document.contents as ParsedNode | null, []);
    if (!isComposeMap(value)) throw new ComposeError("top-level object must be a mapping");
    values.push(value);
  }
  return values;
}

/** The message of an error in the words of Go's YAML; those of the parser where there are none. */
function syntaxError({ code, message, pos }: YAMLParseError, text: string, lines: LineCounter): ComposeError {
  const at = lines.linePos(pos[0]).line;
  const before = text.slice(0, pos[0]).trimEnd();
  const last = lines.linePos(Math.max(before.length - 1, 0)).line;
  const [, end] = /^Flow .* end with a (.)$/.exec(message) ?? [];
  if (end !== undefined) {
    const isValueMissing = before.endsWith("[") || before.endsWith(",");
    return placed(last, `did not find expected ${isValueMissing ? "node content" : `',' or '${end}'`}`);
  }
  if (message.startsWith("Maximum call stack")) return new ComposeError(tooDeep);
  if (code === "TAB_AS_INDENT" || code === "BAD_SCALAR_START")
    return placed(at, "found character that cannot start any token");
  if (code === "BAD_DQ_ESCAPE") return placed(at, "found unknown escape character");
  if (code === "MISSING_CHAR" && message.includes("quote")) return placed(last, "found unexpected end of stream");
  if (message.startsWith("All mapping items")) return placed(at, "did not find expected key");
  if (/^(?:Nested mappings|Implicit keys)/.test(message))
    return placed(lines.linePos(pos[1]).line, "mapping values are not allowed in this context");
  return placed(at, message);
}

const placed = (line: number, what: string): ComposeError => new ComposeError(`yaml: line ${line}: ${what}`);

/** One document. Its anchors are known from where they are on. */
class Reader {
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #nodes = 0;

  constructor(readonly lines: LineCounter) {}

  value(node: Node | null | undefined, path: readonly string[]): ComposeValue {
    if (node === null || node === undefined) return null;
    this.#nodes += 1;
    if (this.#nodes > maxNodes) throw new ComposeError("yaml: document contains excessive aliasing");
    if (path.length > maxDepth) throw new ComposeError(tooDeep);
    if (isAlias(node)) return this.#alias(node.source, path);
    if ("anchor" in node && typeof node.anchor === "string") this.#anchors.set(node.anchor, node);
    const value = this.#untagged(node, path);
    if (node.tag === "!reset") return new Tagged("reset", null);
    return node.tag === "!override" ? new Tagged("override", value) : value;
  }

  #alias(name: string, path: readonly string[]): ComposeValue {
    const node = this.#anchors.get(name);
    if (node === undefined) throw new ComposeError(`yaml: unknown anchor '${name}' referenced`);
    if (this.#open.has(node)) throw new ComposeError(`yaml: anchor '${name}' value contains itself`);
    return this.value(node, path);
  }

  #untagged(node: Node, path: readonly string[]): ComposeValue {
    if (isScalar(node)) {
      const text = String(node.value ?? "");
      const isPlain =
        node.type === "PLAIN" && (node.tag === undefined || node.tag.startsWith("!") || !node.tag.endsWith(":str"));
      return isPlain ? plainScalar(text) : text;
    }
    this.#open.add(node);
    const value = isSeq(node)
      ? node.items.map((item, at) => this.value(item as Node, [...path, `[${at}]`]))
      : this.#map(node as YAMLMap, path);
    this.#open.delete(node);
    return value;
  }

  #map(node: YAMLMap, path: readonly string[]): ComposeMap {
    const own = new Map<string, ComposeValue>();
    const merged: ComposeMap[] = [];
    const seen = new Map<string, number>();
    for (const { key, value } of node.items) {
      const name = this.#key(key as Node | null, path, seen);
      const read = this.value(value as Node | null, [...path, name]);
      const isMerge = name === "<<" && isScalar(key) && key.type === "PLAIN";
      if (isMerge) merged.push(...mergeSources(read));
      else own.set(name, read);
    }
    return new Map([...merged.reverse().flatMap((source) => [...source]), ...own]);
  }

  #key(key: Node | null, path: readonly string[], seen: Map<string, number>): string {
    const name = this.value(key, path);
    if (typeof name !== "string") {
      const where = path.length === 0 ? "at top level" : `in ${path.join(".")}`;
      throw new ComposeError(`non-string key ${where}: ${name === null ? "<nil>" : (scalarText(name) ?? "{}")}`);
    }
    const { line } = this.lines.linePos(key?.range?.[0] ?? 0);
    const before = seen.get(name);
    if (before !== undefined)
      throw new ComposeError(`line ${line}: mapping key ${JSON.stringify(name)} already defined at line ${before}`);
    seen.set(name, line);
    return name;
  }
}

/** The mappings that `<<` lays under its own. */
function mergeSources(value: ComposeValue): ComposeMap[] {
  const sources = isList(value) ? value : [value];
  if (!sources.every(isComposeMap))
    throw new ComposeError("yaml: map merge requires map or sequence of maps as the value");
  return [...sources];
}
