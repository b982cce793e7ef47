import { between } from "../diagnostic.ts";
import type { Expression, ObjectItem } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { isLost, parseExpression } from "./parse-expression.ts";
import { parseFor } from "./parse-for.ts";
import type { Token, TokenType } from "./token.ts";

export function parseTuple(cursor: Cursor): Expression {
  const open = cursor.read();
  return cursor.within(false, () => {
    if (cursor.isAt("identifier", "for")) return parseFor(cursor, open);
    const items: Expression[] = [];
    const close = parseItems(cursor, items, open);
    return { kind: "tuple", items, openRange: open.range, range: between(open.range, close.range) };
  });
}

function parseItems(cursor: Cursor, items: Expression[], open: Token): Token {
  for (;;) {
    if (cursor.isAt("]")) return cursor.read();
    const before = cursor.diagnostics.length;
    items.push(parseExpression(cursor));
    if (isLost(cursor, before)) return cursor.recover("]");
    const next = cursor.peek;
    if (next.type === "]") return cursor.read();
    if (next.type !== ",") {
      if (next.type === "end") reportUnterminated(cursor, "tuple", "bracket", open);
      else
        cursor.reportUnlessRecovering(
          "Missing item separator",
          "Expected a comma to mark the beginning of the next item.",
          next.range,
        );
      return cursor.recover("]");
    }
    cursor.read();
  }
}

function reportUnterminated(cursor: Cursor, what: string, mark: string, open: Token): void {
  cursor.reportUnlessRecovering(
    `Unterminated ${what} constructor expression`,
    `There is no corresponding closing ${mark} before the end of the file. This may be caused by incorrect ${mark} nesting elsewhere in this file.`,
    open.range,
  );
}

export function parseObject(cursor: Cursor): Expression {
  const open = cursor.read();
  if (cursor.within(false, () => cursor.isAt("identifier", "for"))) return parseFor(cursor, open);
  return cursor.within(true, () => {
    const items: ObjectItem[] = [];
    const close = parseEntries(cursor, items, open);
    return { kind: "object", items, openRange: open.range, range: between(open.range, close.range) };
  });
}

function parseEntries(cursor: Cursor, items: ObjectItem[], open: Token): Token {
  for (;;) {
    while (cursor.isAt("newline")) cursor.read();
    if (cursor.isAt("}")) return cursor.read();
    const item = parseEntry(cursor, open);
    if (item === undefined) return cursor.recover("}");
    items.push(item);
    const next = cursor.peek;
    if (next.type === "}") return cursor.read();
    if (next.type !== "," && next.type !== "newline") {
      if (next.type === "end") reportUnterminated(cursor, "object", "brace", open);
      else
        cursor.reportUnlessRecovering(
          "Missing attribute separator",
          "Expected a newline or comma to mark the beginning of the next attribute.",
          next.range,
        );
      return cursor.recover("}");
    }
    cursor.read();
  }
}

function parseEntry(cursor: Cursor, open: Token): ObjectItem | undefined {
  const isComputed = cursor.isAt("(");
  const before = cursor.diagnostics.length;
  const inner = parseExpression(cursor);
  if (isLost(cursor, before)) return undefined;
  const separator = cursor.peek;
  if (separator.type !== "=" && separator.type !== ":") {
    refuseSeparator(cursor, separator.type, separator.range, open);
    return undefined;
  }
  cursor.read();
  const value = parseExpression(cursor);
  if (isLost(cursor, before)) return undefined;
  return { key: { kind: "key", inner, isComputed, range: inner.range }, value };
}

function refuseSeparator(cursor: Cursor, type: TokenType, range: Token["range"], open: Token): void {
  if (type === "end") {
    reportUnterminated(cursor, "object", "brace", open);
    return;
  }
  if (type === "newline" || type === ",") {
    const detail = 'Expected an attribute value, introduced by an equals sign ("=").';
    cursor.reportUnlessRecovering("Missing attribute value", detail, range);
    return;
  }
  const expected = 'Expected an equals sign ("=") to mark the beginning of the attribute value.';
  const hint =
    " If you intended to given an attribute name containing periods or spaces, write the name in quotes to create a string literal.";
  cursor.reportUnlessRecovering(
    "Missing key/value separator",
    type === "identifier" ? expected + hint : expected,
    range,
  );
}
