import { between } from "../diagnostic.ts";
import { dynamicValue } from "../value/value.ts";
import type { Expression } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { isLost, parseExpression } from "./parse-expression.ts";
import type { Token } from "./token.ts";

const summary = "Invalid 'for' expression";

/** What comes after the `[` or `{` of a `for` expression. */
export function parseFor(cursor: Cursor, open: Token): Expression {
  const end = open.type === "{" ? "}" : "]";
  return cursor.within(false, () => {
    const found = parseInner(cursor, open);
    if (found !== undefined) return found;
    const close = cursor.recover(end);
    return { kind: "literal", value: dynamicValue, range: between(open.range, close.range) };
  });
}

interface Names {
  readonly keyName: string | undefined;
  readonly valueName: string;
}

/** The names of `for k, v in`; `undefined` where something is missing there. */
export function parseNames(cursor: Cursor, refuse: (what: "name" | "value name" | "in") => void): Names | undefined {
  cursor.read();
  if (!cursor.isAt("identifier")) {
    refuse("name");
    return undefined;
  }
  let names: Names = { keyName: undefined, valueName: cursor.read().text };
  if (cursor.isAt(",")) {
    cursor.read();
    if (!cursor.isAt("identifier")) {
      refuse("value name");
      return undefined;
    }
    names = { keyName: names.valueName, valueName: cursor.read().text };
  }
  if (!cursor.isAt("identifier", "in")) {
    refuse("in");
    return undefined;
  }
  cursor.read();
  return names;
}

const missing = {
  name: "For expression requires variable name after 'for'.",
  "value name": "For expression requires value variable name after comma.",
  in: "For expression requires the 'in' keyword after its name declarations.",
};

function parseInner(cursor: Cursor, open: Token): Expression | undefined {
  const before = cursor.diagnostics.length;
  const refuse = (detail: string): void => cursor.reportUnlessRecovering(summary, detail, cursor.peek.range);
  const names = parseNames(cursor, (what) => refuse(missing[what]));
  if (names === undefined) return undefined;
  const collection = parseExpression(cursor);
  if (isLost(cursor, before)) return undefined;
  if (!cursor.isAt(":")) {
    refuse("For expression requires a colon after the collection expression.");
    return undefined;
  }
  cursor.read();
  let [key, value]: [Expression | undefined, Expression] = [undefined, parseExpression(cursor)];
  if (cursor.isAt("=>")) {
    cursor.read();
    [key, value] = [value, parseExpression(cursor)];
  }
  if (isLost(cursor, before)) return undefined;
  const ellipsis = cursor.isAt("...") ? cursor.read() : undefined;
  let condition: Expression | undefined;
  if (cursor.isAt("identifier", "if")) {
    cursor.read();
    condition = parseExpression(cursor);
    if (isLost(cursor, before)) return undefined;
  }
  const close = endFor(cursor, open, refuse);
  checkKind(cursor, open, key, value, ellipsis);
  return {
    kind: "for",
    ...names,
    collection,
    key,
    value,
    condition,
    isGrouped: ellipsis !== undefined,
    openRange: open.range,
    range: between(open.range, close.range),
  };
}

function endFor(cursor: Cursor, open: Token, refuse: (detail: string) => void): Token {
  const end = open.type === "{" ? "}" : "]";
  if (cursor.isAt(end)) return cursor.read();
  refuse("Extra characters after the end of the 'for' expression.");
  return cursor.recover(end);
}

function checkKind(
  cursor: Cursor,
  open: Token,
  key: Expression | undefined,
  value: Expression,
  ellipsis: Token | undefined,
): void {
  if (open.type === "{") {
    if (key === undefined) cursor.report(summary, "Key expression is required when building an object.", value.range);
    return;
  }
  if (key !== undefined) cursor.report(summary, "Key expression is not valid when building a tuple.", key.range);
  if (ellipsis !== undefined)
    cursor.report(summary, "Grouping ellipsis (...) cannot be used when building a tuple.", ellipsis.range);
}
