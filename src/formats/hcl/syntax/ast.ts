import type { Range } from "../diagnostic.ts";
import type { Value } from "../value/value.ts";

/** One step from a value into it. */
export type Step =
  | { readonly kind: "attribute"; readonly name: string; readonly range: Range }
  | { readonly kind: "index"; readonly key: Value; readonly range: Range };

export type BinaryOperator = "||" | "&&" | "==" | "!=" | ">" | ">=" | "<" | "<=" | "+" | "-" | "*" | "/" | "%";

export interface Call {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly Expression[];
  /** Whether the last argument is a sequence of arguments (`...`). */
  readonly isExpanded: boolean;
  readonly nameRange: Range;
  readonly openRange: Range;
  readonly closeRange: Range;
  readonly range: Range;
}

export interface For {
  readonly kind: "for";
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: Expression;
  /** Where it makes an object. */
  readonly key: Expression | undefined;
  readonly value: Expression;
  readonly condition: Expression | undefined;
  readonly isGrouped: boolean;
  readonly openRange: Range;
  readonly range: Range;
}

/** `[*]` or `.*`: `each` is looked at for every element, which the symbol of the name stands for. */
export interface Splat {
  readonly kind: "splat";
  readonly source: Expression;
  readonly each: Expression;
  readonly item: Anonymous;
  readonly markerRange: Range;
  readonly range: Range;
}

export interface Anonymous {
  readonly kind: "anonymous";
  readonly range: Range;
}

export interface Conditional {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
  readonly range: Range;
}

export interface ObjectItem {
  readonly key: Expression;
  readonly value: Expression;
}

export type Expression =
  | { readonly kind: "literal"; readonly value: Value; readonly range: Range }
  | {
      readonly kind: "variable";
      readonly name: string;
      readonly steps: readonly Step[];
      readonly rootRange: Range;
      readonly range: Range;
    }
  | { readonly kind: "relative"; readonly source: Expression; readonly steps: readonly Step[]; readonly range: Range }
  | {
      readonly kind: "index";
      readonly collection: Expression;
      readonly key: Expression;
      readonly openRange: Range;
      readonly bracketRange: Range;
      readonly range: Range;
    }
  | { readonly kind: "parentheses"; readonly inner: Expression; readonly range: Range }
  | { readonly kind: "tuple"; readonly items: readonly Expression[]; readonly openRange: Range; readonly range: Range }
  | { readonly kind: "object"; readonly items: readonly ObjectItem[]; readonly openRange: Range; readonly range: Range }
  /** A key of an object: a plain name stands for itself, unless it is in parentheses. */
  | { readonly kind: "key"; readonly inner: Expression; readonly isComputed: boolean; readonly range: Range }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly range: Range;
    }
  | {
      readonly kind: "unary";
      readonly operator: "-" | "!";
      readonly operand: Expression;
      readonly symbolRange: Range;
      readonly range: Range;
    }
  | { readonly kind: "template"; readonly parts: readonly Expression[]; readonly range: Range }
  /** The strings that a `for` of a template makes, put together. */
  | { readonly kind: "join"; readonly tuple: Expression; readonly range: Range }
  /** A template that is but one interpolation: the value itself. */
  | { readonly kind: "wrap"; readonly inner: Expression; readonly range: Range }
  | Conditional
  | Call
  | For
  | Splat
  | Anonymous;

/** The part of an expression at which an error about all of it is shown. */
export function startRange(expression: Expression): Range {
  switch (expression.kind) {
    case "call":
      return { ...expression.nameRange, end: expression.openRange.end };
    case "index":
    case "tuple":
    case "object":
    case "for":
      return expression.openRange;
    case "conditional":
      return startRange(expression.condition);
    case "binary":
      return startRange(expression.left);
    case "unary":
      return expression.symbolRange;
    case "splat":
      return expression.markerRange;
    case "template":
      return startRange(expression.parts[0]!);
    case "join":
      return startRange(expression.tuple);
    case "key":
    case "parentheses":
      return startRange(expression.inner);
    default:
      return expression.range;
  }
}

/** The name that the expression is, if it is nothing but one. */
export function keywordOf(expression: Expression): string | undefined {
  if (expression.kind === "variable") return expression.steps.length === 0 ? expression.name : undefined;
  if (expression.kind === "key") return expression.isComputed ? undefined : keywordOf(expression.inner);
  if (expression.kind === "parentheses" || expression.kind === "wrap") return undefined;
  if (expression.kind !== "literal") return undefined;
  const { content } = expression.value;
  return content === null || typeof content === "boolean" ? String(content) : undefined;
}

export interface Attribute {
  readonly name: string;
  readonly expression: Expression;
  readonly range: Range;
  readonly nameRange: Range;
}

export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
  readonly typeRange: Range;
  readonly labelRanges: readonly Range[];
  readonly openRange: Range;
}

export interface Body {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly Block[];
  readonly range: Range;
}
