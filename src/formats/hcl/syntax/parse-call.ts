import { between } from "../diagnostic.ts";
import type { Expression } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { isLost, parseExpression } from "./parse-expression.ts";
import type { Token } from "./token.ts";

/** A call of a function whose name was read. */
export function parseCall(cursor: Cursor, name: Token): Expression {
  const open = cursor.read();
  const { args, isExpanded, close } = cursor.within(false, () => parseArguments(cursor, name.range, open));
  return {
    kind: "call",
    name: name.text,
    args,
    isExpanded,
    nameRange: name.range,
    openRange: open.range,
    closeRange: close.range,
    range: between(name.range, close.range),
  };
}

interface Arguments {
  readonly args: Expression[];
  readonly isExpanded: boolean;
  readonly close: Token;
}

function parseArguments(cursor: Cursor, start: Token["range"], open: Token): Arguments {
  const args: Expression[] = [];
  const done = (close: Token, isExpanded = false): Arguments => ({ args, isExpanded, close });
  for (;;) {
    if (cursor.isAt(")")) return done(cursor.read());
    const before = cursor.diagnostics.length;
    args.push(parseExpression(cursor));
    if (isLost(cursor, before)) return done(cursor.recover(")"));
    const separator = cursor.read();
    if (separator.type === ")") return done(separator);
    if (separator.type === "...") return done(endExpansion(cursor, separator), true);
    if (separator.type === ",") continue;
    if (separator.type === "end")
      cursor.report(
        "Unterminated function call",
        "There is no closing parenthesis for this function call before the end of the file. This may be caused by incorrect parethesis nesting elsewhere in this file.",
        between(start, open.range),
      );
    else
      cursor.report(
        "Missing argument separator",
        "A comma is required to separate each function argument from the next.",
        separator.range,
      );
    return done(cursor.recover(")"));
  }
}

function endExpansion(cursor: Cursor, ellipsis: Token): Token {
  if (cursor.isAt(")")) return cursor.read();
  const detail = "An expanded function argument (with ...) must be immediately followed by closing parentheses.";
  cursor.reportUnlessRecovering("Missing closing parenthesis", detail, ellipsis.range);
  return cursor.recover(")");
}
