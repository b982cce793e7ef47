import {
  isAlias,
  isCollection,
  isMap as isMapNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  type Scalar,
  visit,
  type YAMLMap,
  type YAMLParseError,
} from "yaml";
import { quote } from "#base/strconv.ts";
import { plainScalar } from "#formats/yaml/plain-scalar.ts";
import { ComposeError } from "../errors.ts";
import type { TreePath } from "../tree/path.ts";
import { goSyntax, isList, isMap, sprint, type Tree, type TreeMap, typeName } from "../tree/value.ts";
import { syntaxError } from "./yaml-errors.ts";

const maxNodes = 200_000;
const maxDepth = 500;

/** One document of a file. */
export interface YamlDocument {
  readonly tree: Tree;
  /** What earlier files say at these places does not count: the tags `!reset` and `!override` stand there. */
  readonly cleared: readonly TreePath[];
}

/** The documents of a file of YAML, as Compose reads them. @throws ComposeError */
export function readYaml(text: string): YamlDocument[] {
  return parsedDocuments(text).map(({ contents, lines }) => {
    const reader = new Reader(lines);
    const tree = reader.value(contents, []) ?? null;
    return { tree, cleared: reader.cleared };
  });
}

/** The `name` that the first document gives. @throws ComposeError */
export function nameInYaml(text: string): string {
  const [first] = parsedDocuments(text);
  return first === undefined ? "" : nameOf(first);
}

/** The names that the documents give, up to the first that cannot be read. */
export function namesInYaml(text: string): string[] {
  const names: string[] = [];
  try {
    for (const document of parsedDocuments(text)) names.push(nameOf(document));
  } catch (error) {
    if (!(error instanceof ComposeError)) throw error;
  }
  return names;
}

function nameOf({ contents, lines }: ParsedDocument): string {
  if (contents === null) return "";
  const wrong = (node: Node, what: string): ComposeError =>
    new ComposeError(`yaml: unmarshal errors:\n  line ${lines.linePos(node.range?.[0] ?? 0).line}: ${what}`);
  if (!isMapNode(contents)) {
    const tree = new Reader(lines).value(contents, []) ?? null;
    if (tree === null) return "";
    throw wrong(contents, `cannot unmarshal ${tagged(tree)} into cli.named`);
  }
  const strange = contents.items.find(({ key }) => isCollection(key));
  if (strange !== undefined)
    throw wrong(strange.key, `cannot unmarshal ${isMapNode(strange.key) ? "!!map" : "!!seq"} into string`);
  const [first, second] = contents.items.filter(({ key }) => isScalar(key) && key.value === "name");
  if (second !== undefined) throw wrong(second.key as Node, "field name already set in type cli.named");
  const node = first?.value as Node | null | undefined;
  const value = node === undefined || node === null ? null : (new Reader(lines).value(node, []) ?? null);
  if (isList(value) || isMap(value)) throw wrong(node!, `cannot unmarshal ${tagged(value)} into string`);
  if (value === null) return "";
  return isScalar(node) ? String((node as Scalar).value) : sprint(value);
}

function tagged(value: Tree): string {
  if (isList(value)) return "!!seq";
  if (isMap(value)) return "!!map";
  const kind =
    typeof value === "string"
      ? "str"
      : typeof value === "boolean"
        ? "bool"
        : typeName(value) === "int"
          ? "int"
          : "float";
  const shown = sprint(value);
  return `!!${kind} \`${shown.length > 10 ? `${shown.slice(0, 7)}...` : shown}\``;
}

interface ParsedDocument {
  readonly contents: ParsedNode | null;
  readonly lines: LineCounter;
  readonly fault: YAMLParseError | undefined;
}

function parsedDocuments(text: string): ParsedDocument[] {
  checkCharacters(text);
  const documents = parse(text);
  const faulty = documents.find(({ fault }) => fault !== undefined);
  if (faulty?.fault === undefined) return documents.map(withKnownAnchors);
  const indented = isTooFarLeft(faulty.fault) ? withFlowsIndented(text, faulty.fault) : undefined;
  if (indented === undefined) throw syntaxError(faulty.fault, { text, ...faulty });
  return indented.map(withKnownAnchors);
}

/** @throws ComposeError for an alias in front of its anchor, or without one */
function withKnownAnchors(document: ParsedDocument): ParsedDocument {
  const known = new Set<string>();
  visit(document.contents, {
    Alias(_key, { source }) {
      if (!known.has(source)) throw new ComposeError(`yaml: unknown anchor '${source}' referenced`);
    },
    Value(_key, { anchor }) {
      if (anchor !== undefined) known.add(anchor);
    },
  });
  return document;
}

function parse(text: string): ParsedDocument[] {
  const lines = new LineCounter();
  const options = { schema: "failsafe", uniqueKeys: false, prettyErrors: false, lineCounter: lines } as const;
  const documents = parseAllDocuments(text, options);
  if ("empty" in documents) return [];
  return documents.map(({ contents, errors, warnings }) => {
    const ignored = warnings.find(({ code }) => code === "BAD_DIRECTIVE") as unknown as YAMLParseError | undefined;
    return { contents, lines, fault: errors[0] ?? ignored };
  });
}

const isTooFarLeft = ({ message }: YAMLParseError): boolean => /^Flow .* must be sufficiently indented/.test(message);

/** What is parsed again for lines that stand too far left, in characters at most. */
const mostParsedAgain = 1 << 17;
const indentation = " ".repeat(200);

/** Go's YAML takes lines of a flow collection in any column: they are moved to the right until they are taken here as well. */
function withFlowsIndented(text: string, first: YAMLParseError): ParsedDocument[] | undefined {
  let moved = text;
  let fault: YAMLParseError | undefined = first;
  for (let left = mostParsedAgain; left > 0 && fault !== undefined && isTooFarLeft(fault); left -= moved.length) {
    const at: number = moved.lastIndexOf("\n", fault.pos[0] - 1) + 1;
    if (!endsCollections(moved.slice(fault.pos[0])) || moved.startsWith(indentation, at)) return undefined;
    moved = `${moved.slice(0, at)}${indentation}${moved.slice(at)}`;
    const documents = parse(moved);
    fault = documents.find((document) => document.fault !== undefined)?.fault;
    if (fault === undefined) return documents;
  }
  return undefined;
}

/** Whether more flow collections end in a text than begin. */
function endsCollections(text: string): boolean {
  let begun = 0;
  for (const character of text) begun += "[{".includes(character) ? 1 : "]}".includes(character) ? -1 : 0;
  return begun < 0;
}

const control = /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function checkCharacters(text: string): void {
  if (/\p{Surrogate}/u.test(text)) throw new ComposeError("yaml: invalid leading UTF-8 octet");
  if (control.test(text)) throw new ComposeError("yaml: control characters are not allowed");
}

/** One document. Its anchors are known from where they are on. */
class Reader {
  readonly cleared: TreePath[] = [];
  readonly #anchors = new Map<string, Node>();
  /** Collections that are being read, and where they stand. */
  readonly #open = new Map<Node, TreePath>();
  #nodes = 0;

  constructor(readonly lines: LineCounter) {}

  /** `undefined` where `!reset` stands. */
  value(node: Node | null | undefined, path: TreePath): Tree | undefined {
    if (node === null || node === undefined) return null;
    this.#nodes += 1;
    if (this.#nodes > maxNodes) throw new ComposeError("yaml: document contains excessive aliasing");
    if (path.length > maxDepth) throw new ComposeError(`yaml: exceeded max depth of ${maxDepth}`);
    if (isAlias(node)) return this.#alias(node.source, path);
    if ("anchor" in node && typeof node.anchor === "string") this.#anchors.set(node.anchor, node);
    if (node.tag === "!reset" || node.tag === "!override") this.cleared.push(path);
    if (node.tag === "!reset") return undefined;
    return this.#untagged(node, path);
  }

  #alias(name: string, path: TreePath): Tree | undefined {
    const node = this.#anchors.get(name)!;
    const outer = this.#open.get(node);
    if (outer !== undefined) {
      const again = [...path, ...path.slice(outer.length)].join(".");
      throw new ComposeError(`cycle detected: node at path ${again} references node at path ${path.join(".")}`);
    }
    return this.value(node, path);
  }

  #untagged(node: Node, path: TreePath): Tree {
    if (isScalar(node)) return scalarValue(node);
    this.#open.set(node, path);
    const value = isSeq(node)
      ? node.items
          .map((item, at) => this.value(item as Node, [...path, String(at)]))
          .filter((item) => item !== undefined)
      : this.#map(node as YAMLMap, path);
    this.#open.delete(node);
    return value;
  }

  #map(node: YAMLMap, path: TreePath): TreeMap {
    const own: TreeMap = new Map();
    const merged: TreeMap[] = [];
    const seen = new Map<string, number>();
    for (const { key, value } of node.items) {
      const isMerge = isScalar(key) && key.value === "<<" && key.type === "PLAIN";
      const name = isMerge ? "<<" : this.#key(key as Node | null, path);
      this.#checkUnique(name, key as Node | null, seen);
      const read = this.value(value as Node | null, isMerge ? path : [...path, name]);
      if (read === undefined) continue;
      if (isMerge) merged.push(...mergeSources(read));
      else own.set(name, read);
    }
    return new Map([...merged.reverse().flatMap((source) => [...source]), ...own]);
  }

  #key(key: Node | null, path: TreePath): string {
    const name = this.value(key, path) ?? null;
    if (typeof name === "string") return name;
    if (isMap(name) || isList(name)) throw new ComposeError(`yaml: invalid map key: ${goSyntax(name)}`);
    const where = path.length === 0 ? "at top level" : `in ${path.join(".")}`;
    throw new ComposeError(`non-string key ${where}: ${sprint(name)}`);
  }

  #checkUnique(name: string, key: Node | null, seen: Map<string, number>): void {
    const { line } = this.lines.linePos(key?.range?.[0] ?? 0);
    const before = seen.get(name);
    if (before !== undefined)
      throw new ComposeError(`line ${line}: mapping key ${quote(name)} already defined at line ${before}`);
    seen.set(name, line);
  }
}

function scalarValue(node: Scalar): Tree {
  const text = String(node.value ?? "");
  if (node.type !== "PLAIN") return text;
  const tag = node.tag ?? "";
  if (tag.endsWith(":str") || (tag.startsWith("!") && tag !== "!override")) return text;
  return checkedTag(plainScalar(text) as Tree, tag);
}

const numberTags: Readonly<Record<string, readonly string[]>> = {
  null: ["<nil>"],
  bool: ["bool"],
  int: ["int", "uint64"],
  float: ["float64", "int", "uint64"],
};

/** A scalar that says what it is. @throws ComposeError where it is not that */
function checkedTag(value: Tree, tag: string): Tree {
  const name = tag.replace("tag:yaml.org,2002:", "");
  const types = numberTags[name];
  if (types === undefined || types.includes(typeName(value))) return value;
  throw new ComposeError(`yaml: cannot decode ${tagged(value)} as a !!${name}`);
}

/** The mappings that `<<` lays under its own. */
function mergeSources(value: Tree): TreeMap[] {
  const sources = isList(value) ? value : [value];
  if (!sources.every(isMap)) throw new ComposeError("yaml: map merge requires map or sequence of maps as the value");
  return [...sources];
}
