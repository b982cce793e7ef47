import { type Position, throwIfWrong } from "../diagnostic.ts";
import type { Body, Expression } from "./ast.ts";
import { checkTokens } from "./check-tokens.ts";
import { Cursor } from "./cursor.ts";
import { type LexMode, lex } from "./lex.ts";
import { parseBody } from "./parse-body.ts";
import { parseExpression as parseAny } from "./parse-expression.ts";
import { parseTemplateParts } from "./parse-template.ts";

function read<T>(text: string, file: string, start: Position, mode: LexMode, parse: (cursor: Cursor) => T): T {
  const tokens = lex(text, file, start, mode);
  const cursor = new Cursor(tokens);
  const result = parse(cursor);
  throwIfWrong([...checkTokens(tokens), ...cursor.diagnostics]);
  return result;
}

const textStart: Position = { line: 1, column: 1 };

/** Reads a whole file. @throws HclError where it is not as HCL has to be; EngineError beyond limits. */
export function parseConfig(text: string, file: string): Body {
  return read(text, file, textStart, "main", (cursor) => parseBody(cursor, "end"));
}

/** Reads a text that is one expression and stands at `start` in a file. @throws as `parseConfig` */
export function parseExpression(text: string, file: string, start: Position = textStart): Expression {
  return read(text, file, start, "main", (cursor) =>
    // Newlines mean nothing to an expression that stands alone.
    cursor.within(false, () => {
      const expression = parseAny(cursor);
      const { type, range } = cursor.read();
      if (type !== "end")
        cursor.reportUnlessRecovering(
          "Extra characters after expression",
          "An expression was successfully parsed, but extra characters were found after it.",
          range,
        );
      return expression;
    }),
  );
}

/** Reads a template that has no quotes around it. @throws as `parseConfig` */
export function parseTemplate(text: string, file: string, start: Position = textStart): Expression {
  return read(text, file, start, "template", (cursor) => {
    const { parts, isWrapped, range } = parseTemplateParts(cursor, "end", false);
    return isWrapped ? { kind: "wrap", inner: parts[0]!, range } : { kind: "template", parts, range };
  });
}
