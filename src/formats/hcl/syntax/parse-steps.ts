import { between, type Range } from "../diagnostic.ts";
import { dynamicValue, stringValue, textOf, type Value } from "../value/value.ts";
import type { Anonymous, Expression, Step } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { isLost, numberLiteral, parseExpression } from "./parse-expression.ts";
import type { Token } from "./token.ts";

const mostSteps = 1000;

/** What follows an expression to look into its value: `.name`, `[key]`, `.*` and `[*]`. */
export function parseSteps(cursor: Cursor, from: Expression): Expression {
  let expression = from;
  for (let count = 0; cursor.isAt(".") || cursor.isAt("["); count += 1) {
    if (count === mostSteps) {
      cursor.report("Invalid expression", "There are too many steps.", cursor.peek.range);
      break;
    }
    expression = cursor.isAt(".") ? parseDot(cursor, expression, from) : parseBracket(cursor, expression, from);
  }
  return expression;
}

function withStep(expression: Expression, step: Step): Expression {
  const range = between(expression.range, step.range);
  if (expression.kind === "variable" || expression.kind === "relative")
    return { ...expression, steps: [...expression.steps, step], range };
  return { kind: "relative", source: expression, steps: [step], range };
}

function parseDot(cursor: Cursor, expression: Expression, from: Expression): Expression {
  const dot = cursor.read();
  const next = cursor.peek;
  switch (next.type) {
    case "identifier":
      cursor.read();
      return withStep(expression, { kind: "attribute", name: next.text, range: between(dot.range, next.range) });
    case "number":
      cursor.read();
      return withStep(expression, {
        kind: "index",
        key: legacyIndex(cursor, next, "Use the proper index syntax instead, like"),
        range: between(dot.range, next.range),
      });
    case "*":
      return parseAttributeSplat(cursor, dot, expression, from);
    default:
      cursor.report("Invalid attribute name", "An attribute name is required after a dot.", next.range);
      cursor.isRecovering = true;
      return expression;
  }
}

/** `.0`; two of them look like one number. */
function legacyIndex(cursor: Cursor, token: Token, advice: string): Value {
  const dot = token.text.indexOf(".");
  if (dot === -1) return numberLiteral(cursor, token);
  const [first, second] = [token.text.slice(0, dot), token.text.slice(dot + 1)];
  cursor.report(
    "Invalid legacy index syntax",
    `When using the legacy index syntax, chaining two indexes together is not permitted. ${advice} [${first}][${second}].`,
    token.range,
  );
  return dynamicValue;
}

function parseAttributeSplat(cursor: Cursor, dot: Token, source: Expression, from: Expression): Expression {
  const marker = cursor.read();
  const firstRange = cursor.peek.range;
  const steps: Step[] = [];
  let lastRange = marker.range;
  while (cursor.isAt(".")) {
    const stepDot = cursor.read();
    const next = cursor.peek;
    if (next.type !== "identifier" && next.type !== "number") {
      refuseSplatStep(cursor, next, marker);
      return source;
    }
    cursor.read();
    const range = between(stepDot.range, next.range);
    if (next.type === "identifier") steps.push({ kind: "attribute", name: next.text, range });
    else {
      const advice = "Use the proper index syntax with a full splat expression [*] instead, like";
      steps.push({ kind: "index", key: legacyIndex(cursor, next, advice), range });
    }
    lastRange = next.range;
  }
  const markerRange = between(dot.range, marker.range);
  const item: Anonymous = { kind: "anonymous", range: markerRange };
  const each: Expression =
    steps.length === 0 ? item : { kind: "relative", source: item, steps, range: between(firstRange, lastRange) };
  return { kind: "splat", source, each, item, markerRange, range: between(from.range, lastRange) };
}

function refuseSplatStep(cursor: Cursor, next: Token, marker: Token): void {
  if (next.type === "*")
    cursor.reportUnlessRecovering(
      "Nested splat expression not allowed",
      "A splat expression (*) cannot be used inside another attribute-only splat expression.",
      next.range,
    );
  else
    cursor.reportUnlessRecovering("Invalid attribute name", "An attribute name is required after a dot.", marker.range);
  cursor.isRecovering = true;
}

function parseBracket(cursor: Cursor, expression: Expression, from: Expression): Expression {
  const open = cursor.read();
  if (cursor.isAt("*")) return parseFullSplat(cursor, open, expression, from);
  const { key, close } = cursor.within(false, () => parseKey(cursor));
  const range = between(open.range, close.range);
  const literal = literalKey(key);
  if (literal !== undefined) return withStep(expression, { kind: "index", key: literal, range });
  return {
    kind: "index",
    collection: expression,
    key,
    openRange: open.range,
    bracketRange: range,
    range: between(from.range, range),
  };
}

function parseKey(cursor: Cursor): { readonly key: Expression; readonly close: Token } {
  const before = cursor.diagnostics.length;
  const key = parseExpression(cursor);
  if (isLost(cursor, before)) return { key, close: cursor.recover("]") };
  const close = cursor.read();
  if (close.type === "]" || cursor.isRecovering) return { key, close };
  const end = cursor.recover("]");
  cursor.report(
    "Missing close bracket on index",
    'The index operator must end with a closing bracket ("]").',
    end.range,
  );
  return { key, close: end };
}

function literalKey(key: Expression): Value | undefined {
  if (key.kind === "literal") return key.value;
  if (key.kind !== "template" || key.parts.length !== 1) return undefined;
  const [part] = key.parts;
  return part?.kind === "literal" && part.value.type.kind === "string" ? stringValue(textOf(part.value)) : undefined;
}

function parseFullSplat(cursor: Cursor, open: Token, source: Expression, from: Expression): Expression {
  cursor.read();
  let close = cursor.read();
  if (close.type !== "]" && !cursor.isRecovering) {
    const detail = 'The star for a full splat operator must be immediately followed by a closing bracket ("]").';
    cursor.report("Missing close bracket on splat index", detail, close.range);
    close = cursor.recover("]");
  }
  const markerRange: Range = between(open.range, close.range);
  const item: Anonymous = { kind: "anonymous", range: markerRange };
  const each = cursor.deeper(() => parseSteps(cursor, item));
  return { kind: "splat", source, each, item, markerRange, range: between(from.range, each.range) };
}
