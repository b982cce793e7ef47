import { quote } from "#base/strconv.ts";
import { between, type Range, rangeText } from "../diagnostic.ts";
import type { Attribute, Block, Body } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./parse-expression.ts";
import { readLabel } from "./string-literal.ts";
import type { Token, TokenType } from "./token.ts";

const isRequired = "Argument or block definition required";
const needsItem = "An argument or block definition is required here.";
const needsEquals = `${needsItem} To set an argument, use the equals sign "=" to introduce the argument value.`;
const unclosedBlock =
  "There is no closing brace for this block before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.";

/** Attributes and blocks, up to a token that ends them. */
export function parseBody(cursor: Cursor, end: "end" | "}"): Body {
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  const start = cursor.previousRange;
  let last: Range | undefined;
  while (last === undefined) {
    const next = cursor.peek;
    if (next.type === end) last = cursor.read().range;
    else if (next.type === "newline") cursor.read();
    else if (next.type === "identifier") parseItem(cursor, attributes, blocks);
    else last = refuseItem(cursor, end, start);
  }
  return { attributes, blocks, range: between(start, last) };
}

function refuseItem(cursor: Cursor, end: "end" | "}", start: Range): Range {
  const bad = cursor.read();
  if (bad.type === "open quote")
    cursor.reportUnlessRecovering("Invalid argument name", "Argument names must not be quoted.", bad.range);
  else if (bad.type === "end") cursor.reportUnlessRecovering("Unclosed configuration block", unclosedBlock, start);
  else cursor.reportUnlessRecovering(isRequired, needsItem, bad.range);
  const last = cursor.previousRange;
  cursor.recover(end);
  return last;
}

function parseItem(cursor: Cursor, attributes: Map<string, Attribute>, blocks: Block[]): void {
  const name = cursor.read();
  const next = cursor.peek.type;
  if (next === "=") addAttribute(cursor, attributes, finishAttribute(cursor, name, false));
  else if (next === "open quote" || next === "{" || next === "identifier")
    blocks.push(cursor.deeper(() => finishBlock(cursor, name)));
  else {
    cursor.recoverAfterItem();
    cursor.report(isRequired, needsEquals, name.range);
  }
}

function addAttribute(cursor: Cursor, attributes: Map<string, Attribute>, attribute: Attribute): void {
  const existing = attributes.get(attribute.name);
  if (existing === undefined) {
    attributes.set(attribute.name, attribute);
    return;
  }
  const detail = `The argument ${quote(attribute.name)} was already set at ${rangeText(existing.nameRange)}. Each argument may be set only once.`;
  cursor.report("Attribute redefined", detail, attribute.nameRange);
}

function finishAttribute(cursor: Cursor, name: Token, isSingleLine: boolean): Attribute {
  cursor.read();
  const before = cursor.diagnostics.length;
  const expression = parseExpression(cursor);
  let last = cursor.previousRange;
  if (cursor.isRecovering && cursor.diagnostics.length > before) cursor.recoverAfterItem();
  else if (!isSingleLine) last = endAttribute(cursor);
  return { name: name.text, expression, range: between(name.range, last), nameRange: name.range };
}

function endAttribute(cursor: Cursor): Range {
  const last = cursor.previousRange;
  const next = cursor.peek;
  if (next.type === "newline" || next.type === "end") cursor.read();
  else {
    const detail = "An argument definition must end with a newline.";
    if (next.type === ",")
      cursor.reportUnlessRecovering(
        "Unexpected comma after argument",
        `Argument definitions must be separated by newlines, not commas. ${detail}`,
        next.range,
      );
    else cursor.reportUnlessRecovering("Missing newline after argument", detail, next.range);
    cursor.recoverAfterItem();
  }
  return last;
}

interface BlockHead {
  readonly labels: string[];
  readonly labelRanges: Range[];
  /** Missing where the head is not as it has to be. */
  readonly open?: Token;
}

function readHead(cursor: Cursor): BlockHead {
  const [labels, labelRanges]: [string[], Range[]] = [[], []];
  for (;;) {
    const { type, range, text } = cursor.peek;
    if (type === "{") return { labels, labelRanges, open: cursor.read() };
    if (type === "open quote") {
      const label = readLabel(cursor);
      labels.push(label.text);
      labelRanges.push(label.range);
    } else if (type === "identifier") {
      cursor.read();
      labels.push(text);
      labelRanges.push(range);
    } else {
      refuseHead(cursor, type, range);
      return { labels, labelRanges };
    }
  }
}

function refuseHead(cursor: Cursor, type: TokenType, range: Range): void {
  const summary = "Invalid block definition";
  if (type === "=")
    cursor.report(
      summary,
      'The equals sign "=" indicates an argument definition, and must not be used when defining a block.',
      range,
    );
  else if (type === "newline")
    cursor.report(
      summary,
      'A block definition must have block content delimited by "{" and "}", starting on the same line as the block header.',
      range,
    );
  else
    cursor.reportUnlessRecovering(
      summary,
      'Either a quoted string block label or an opening brace ("{") is expected here.',
      range,
    );
  cursor.recoverAfterItem();
}

function finishBlock(cursor: Cursor, type: Token): Block {
  const { labels, labelRanges, open } = readHead(cursor);
  const block = { type: type.text, labels, labelRanges, typeRange: type.range };
  if (open === undefined)
    return { ...block, body: { attributes: new Map(), blocks: [], range: type.range }, openRange: type.range };
  const next = cursor.peek.type;
  const isMultiLine = next === "newline" || next === "end" || next === "}";
  const body = isMultiLine ? parseBody(cursor, "}") : parseSingleLine(cursor, open);
  const end = cursor.peek;
  if (end.type === "newline" || end.type === "end") cursor.read();
  else {
    const detail = "A block definition must end with a newline.";
    cursor.reportUnlessRecovering("Missing newline after block definition", detail, end.range);
    cursor.recoverAfterItem();
  }
  return { ...block, body, openRange: open.range };
}

/** A block whose one argument stands on the line of its head. */
function parseSingleLine(cursor: Cursor, open: Token): Body {
  // What is wrong with the end of the block is told before what is wrong within it.
  const own = cursor.diagnostics.length;
  const body = parseSingleAttribute(cursor);
  const inner = cursor.diagnostics.splice(own);
  const wasRecovering = cursor.isRecovering;
  const { type, range } = cursor.peek;
  if (type === "}") cursor.read();
  else {
    if (wasRecovering && type !== "," && type !== "newline") cursor.isRecovering = true;
    else cursor.report(...singleLineEnd(type, range, open));
    cursor.recover("}");
  }
  cursor.diagnostics.push(...inner);
  return body ?? { attributes: new Map(), blocks: [], range: between(open.range, cursor.previousRange) };
}

function singleLineEnd(type: TokenType, range: Range, open: Token): [string, string, Range] {
  const summary = "Invalid single-argument block definition";
  if (type === "end") return ["Unclosed configuration block", unclosedBlock, open.range];
  if (type === ",")
    return [
      summary,
      "Single-line block syntax can include only one argument definition. To define multiple arguments, use the multi-line block syntax with one argument definition per line.",
      range,
    ];
  if (type === "newline")
    return [
      summary,
      "An argument definition on the same line as its containing block creates a single-line block definition, which must also be closed on the same line. Place the block's closing brace immediately after the argument definition.",
      range,
    ];
  return [
    summary,
    "A single-line block definition must end with a closing brace immediately after its single argument definition.",
    range,
  ];
}

function parseSingleAttribute(cursor: Cursor): Body | undefined {
  const name = cursor.read();
  const next = cursor.peek;
  if (name.type === "identifier" && next.type === "=") {
    const attribute = finishAttribute(cursor, name, true);
    return { attributes: new Map([[attribute.name, attribute]]), blocks: [], range: attribute.range };
  }
  cursor.recoverAfterItem();
  if (name.type !== "identifier") cursor.report(isRequired, needsItem, name.range);
  else if (next.type === "open quote" || next.type === "{" || next.type === "identifier")
    cursor.report(
      "Argument definition required",
      `A single-line block definition can contain only a single argument. If you meant to define argument ${quote(name.text)}, use an equals sign to assign it a value. To define a nested block, place it on a line of its own within its parent block.`,
      between(name.range, next.range),
    );
  else cursor.report(isRequired, needsEquals, name.range);
  return undefined;
}
