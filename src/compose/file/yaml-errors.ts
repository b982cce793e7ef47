import { isCollection, isMap, isPair, isScalar, isSeq, type LineCounter, type Node, type YAMLParseError } from "yaml";
import { ComposeError } from "../errors.ts";

/** A text of YAML that is not right, as far as it could be read. */
export interface FaultyYaml {
  readonly text: string;
  readonly lines: LineCounter;
  readonly contents: Node | null;
}

/** Where something is wrong: both numbers count from one. */
export interface FaultPlace {
  readonly line: number;
  readonly column: number;
  /** The whole line. */
  readonly text: string;
  /** None: a text that is in no file. */
  readonly file?: string;
}

/** What is wrong with YAML, and where; its message is Go's. */
export class YamlSyntaxError extends ComposeError {
  constructor(
    message: string,
    readonly place: FaultPlace,
  ) {
    super(message);
  }

  /** The same, in a file of which it is known. */
  in(file: string, prefix = ""): YamlSyntaxError {
    return new YamlSyntaxError(prefix + this.message, { ...this.place, file });
  }
}

/** What Go's YAML says of characters that the parser does not take. */
const scannerWords: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^Unsupported YAML version/, "found incompatible YAML document"],
  [/^Unknown directive/, "found unknown directive name"],
  [/^(?:Anchor|Alias) cannot be an empty string/, "did not find expected alphabetic or numeric character"],
  [/^Verbatim tags must end with a >/, "did not find the expected '>'"],
  [/^(?:Block scalar header includes|Not a YAML token)/, "did not find expected comment or line break"],
  [/^Implicit map keys need to be followed/, "could not find expected ':'"],
  [/^Unexpected block-seq-ind on same line/, "block sequence entries are not allowed in this context"],
  [/^Invalid escape sequence \\[xuU]/, "did not find expected hexdecimal number"],
  [/^Invalid escape sequence/, "found unknown escape character"],
];

/** What it says of tokens that do not belong where they are. */
const parserWords: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^(?:Unexpected|Missing) , (?:in|between) flow/, "did not find expected node content"],
  [/^Plain value cannot start with flow indicator/, "did not find expected node content"],
  [/^Could not resolve tag/, "found undefined tag handle"],
];

/** What the parser says where something stands behind a whole item. */
const extraTokens =
  /^(?:A node can have at most one|An alias node must not|Missing , or : between|Block collections are not allowed)/;

const startsNothing = "found character that cannot start any token";

/** The message of an error in the words of Go's YAML; those of the parser where there are none. */
export function syntaxError(error: YAMLParseError, yaml: FaultyYaml): YamlSyntaxError {
  const { text, lines } = yaml;
  const start = isUnexpectedKey(error) ? colonBehind(text, error.pos[0]) : error.pos[0];
  const indent = /^[ \t]*/.exec(text.slice(start))![0].length;
  const { line, col } = lines.linePos(Math.min(start + indent, text.length));
  const place = { line, column: col, text: text.split("\n")[line - 1] ?? "" };
  return new YamlSyntaxError(messageOf(error, yaml), place);
}

function messageOf({ code, message, pos }: YAMLParseError, yaml: FaultyYaml): string {
  const { text, lines } = yaml;
  const line = (at: number): number => lines.linePos(at).line;
  const wordsOf = (table: typeof parserWords): string | undefined =>
    table.find(([pattern]) => pattern.test(message))?.[1];
  const [start] = pos;
  const [, closing] = /^Flow .* end with a (.)$/.exec(message) ?? [];
  if (closing !== undefined) return flowError(yaml, start, closing);
  if (message.startsWith("Maximum call stack")) return "yaml: exceeded max depth of 500";
  if (code === "TAB_AS_INDENT") return tabError(yaml, start);
  if (code === "MISSING_CHAR" && message.includes("quote")) return openQuoteError(yaml);
  const ofParser = wordsOf(parserWords);
  if (ofParser !== undefined) return parsed(line(start) - 1, ofParser);
  const ofScanner = wordsOf(scannerWords);
  if (ofScanner !== undefined) return scanned(line(start), ofScanner);
  if (code === "BAD_SCALAR_START") return scanned(line(start), startsNothing);
  if (/^(?:All mapping items|A block sequence may not be)/.test(message)) return blockError(yaml, start);
  if (isUnexpectedKey({ message }) && /^\s*\?\s/.test(text.slice(start)))
    return scanned(line(start), "mapping keys are not allowed in this context");
  if (isUnexpectedKey({ message }))
    return scanned(line(colonBehind(text, start)), "mapping values are not allowed in this context");
  if (code === "UNEXPECTED_TOKEN" || extraTokens.test(message)) return extraToken(yaml, start);
  return scanned(line(start), message);
}

const isUnexpectedKey = ({ message }: { readonly message: string }): boolean =>
  /^(?:Nested mappings|Implicit keys)/.test(message);

function colonBehind(text: string, start: number): number {
  const colon = text.slice(start).search(/:(?:\s|$)/);
  return colon === -1 ? start : start + colon;
}

/** What ends too early: where a value is missing the next token is named by the lines before it, else what it is in. */
function flowError({ text, lines, contents }: FaultyYaml, at: number, closing: string): string {
  const before = text.slice(0, at).trimEnd();
  const next = at + /^(?:\s|#[^\n]*)*/.exec(text.slice(at))![0].length;
  const missing = next === text.length && !text.endsWith("\n") ? 1 : 0;
  const linesBefore = text.slice(0, next).split("\n").length - 1 + missing;
  if (before.endsWith("[") || before.endsWith(",")) return parsed(linesBefore, "did not find expected node content");
  const flow = openCollections(contents, at).findLast((node) => node.flow === true);
  const begun = flow === undefined ? 0 : lines.linePos(flow.range![0]).line - 1;
  return parsed(begun || linesBefore, `did not find expected ',' or '${closing}'`);
}

/** A tab where lines are indented: one that would go on a plain scalar is told of it. */
function tabError({ text, lines, contents }: FaultyYaml, at: number): string {
  const before = text.slice(0, at).trimEnd();
  const last = lastPart(contents, at);
  const isContinued = isScalar(last) && last.type === "PLAIN" && last.value !== "" && last.range?.[1] === before.length;
  if (!isContinued) return scanned(lines.linePos(at).line, startsNothing);
  const begun = lines.linePos(last.range![0]).line;
  return scanned(begun === 1 ? lines.linePos(at).line : begun, "found a tab character that violates indentation");
}

function openQuoteError({ text, lines, contents }: FaultyYaml): string {
  const quoted = lastPart(contents, text.length);
  const begun = isScalar(quoted) ? lines.linePos(quoted.range![0]).line : 1;
  return scanned(begun === 1 ? lines.linePos(text.trimEnd().length).line : begun, "found unexpected end of stream");
}

/** What stands where a collection was complete, or one of its items. */
function extraToken(yaml: FaultyYaml, at: number): string {
  const { line } = yaml.lines.linePos(at);
  if (/:\s*$/.test(yaml.text.slice(0, at)) && /[\]}]/.test(yaml.text[at] ?? ""))
    return parsed(line - 1, "did not find expected node content");
  const around = openCollections(yaml.contents, at);
  const flow = around.findLast((node) => node.flow === true && node.range![1] > at && isBracketed(node, yaml.text));
  if (flow === undefined) return blockError(yaml, at);
  const begun = yaml.lines.linePos(flow.range![0]).line - 1;
  return parsed(begun || line - 1, `did not find expected ',' or '${isMap(flow) ? "}" : "]"}'`);
}

/** A pair that is an item of a sequence is a mapping without brackets. */
const isBracketed = (node: Collection, text: string): boolean => "[{".includes(text[node.range![0]] ?? " ");

/** What begins in a column of a block where nothing can: the block that it would belong to is named. */
function blockError({ text, lines, contents }: FaultyYaml, at: number): string {
  const columnOf = (offset: number): number => lines.linePos(offset).col;
  const { line } = lines.linePos(at);
  const first = lines.lineStarts[line - 1] ?? 0;
  const column = columnOf(first + /^ */.exec(text.slice(first))![0].length);
  const open = openCollections(contents, at).filter((node) => node.flow !== true);
  const block = open.findLast((node) => columnOf(node.range![0]) <= column);
  if (block === undefined || text.slice(first).startsWith("..."))
    return parsed(line - 1, "did not find expected <document start>");
  const begun = lines.linePos(block.range![0]).line - 1;
  return parsed(begun || line - 1, `did not find expected ${isSeq(block) ? "'-' indicator" : "key"}`);
}

type Collection = Extract<Node, { items: unknown[] }>;

/** The collections around a place, the outermost first; those that an error cut short reach to where it is. */
function openCollections(contents: Node | null, at: number): Collection[] {
  const found: Collection[] = [];
  for (let node = contents; isCollection(node) && begins(node, at); node = lastItem(node, at))
    found.push(node as Collection);
  return found;
}

/** The last part of a collection that begins before a place. */
function lastItem(node: { readonly items: readonly unknown[] }, at: number): Node | null {
  const parts = node.items.flatMap((item) => (isPair(item) ? [item.key, item.value] : [item]));
  return (parts.findLast((part) => begins(part as Node | null, at)) as Node | undefined) ?? null;
}

/** What stands last before a place. */
function lastPart(contents: Node | null, at: number): Node | null {
  const innermost = openCollections(contents, at).at(-1);
  return innermost === undefined ? contents : lastItem(innermost, at);
}

const begins = (node: Node | null, at: number): boolean => (node?.range?.[0] ?? Number.POSITIVE_INFINITY) < at;

/** Go's YAML counts from one where it looks at characters; the first line it does not name. */
const scanned = (line: number, what: string): string => parsed(line === 1 ? 0 : line, what);

/** It counts from zero where it puts tokens together. */
const parsed = (line: number, what: string): string => (line === 0 ? `yaml: ${what}` : `yaml: line ${line}: ${what}`);
