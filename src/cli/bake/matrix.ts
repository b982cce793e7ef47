import { EngineError } from "#base/errors.ts";
import type { BodyAttribute, BodyBlock } from "#formats/hcl/body/body.ts";
import type { HclExpression } from "#formats/hcl/body/expression.ts";
import { type Diagnostic, throwIfWrong } from "#formats/hcl/diagnostic.ts";
import type { Scope } from "#formats/hcl/evaluate/scope.ts";
import { convert, Unconvertible } from "#formats/hcl/value/convert.ts";
import { stringType } from "#formats/hcl/value/type.ts";
import { elementsOf, isIterable, isNull, namedOf, textOf, type Value } from "#formats/hcl/value/value.ts";
import { BakeError } from "./errors.ts";

const mostInstances = 10_000;

function attributesOf({ body }: BodyBlock): ReadonlyMap<string, BodyAttribute> {
  const found: Diagnostic[] = [];
  const { attributes } = body.partialContent({ attributes: [{ name: "matrix" }, { name: "name" }], blocks: [] }, found);
  throwIfWrong(found);
  return attributes;
}

type Load = (expression: HclExpression) => void;

function evaluated(expression: HclExpression, scope: Scope, load: Load): Value {
  load(expression);
  const found: Diagnostic[] = [];
  const value = expression.evaluate(scope, found);
  throwIfWrong(found);
  return value;
}

/** A scope for each combination of the values of a block's matrix; the base itself for a block without one. */
export function matrixScopes(block: BodyBlock, base: Scope, load: Load): readonly Scope[] {
  const matrix = attributesOf(block).get("matrix");
  if (matrix === undefined) return [base];
  if (block.type === "group") throw new BakeError("matrix is not supported for groups");
  const value = evaluated(matrix.expression, base, load);
  if ((value.type.kind !== "map" && value.type.kind !== "object") || isNull(value))
    throw new BakeError("matrix must be a map");
  let rows: (readonly (readonly [string, Value])[])[] = [[]];
  for (const [key, list] of namedOf(value)) {
    if (!isIterable(list) || isNull(list)) throw new BakeError("matrix values must be a list");
    const values = elementsOf(list);
    if (rows.length * values.length > mostInstances)
      throw new EngineError("resource-exhausted", "a matrix has too many combinations");
    const before = rows;
    rows = values.flatMap((one) => before.map((row) => [...row, [key, one] as const]));
  }
  return namedOf(value).size === 0 ? [base] : rows.map((row) => base.child(row));
}

/** The name of one that a block stands for. */
export function nameOf(block: BodyBlock, scope: Scope, load: Load): string {
  const attributes = attributesOf(block);
  const name = attributes.get("name");
  if (block.type === "group") {
    if (name !== undefined) throw new BakeError("name is not supported for groups");
    return block.labels[0]!;
  }
  if (name === undefined) return block.labels[0]!;
  if (!attributes.has("matrix")) throw new BakeError("name requires matrix");
  const value = evaluated(name.expression, scope, load);
  try {
    const text = convert(value, stringType);
    if (isNull(text)) throw new BakeError("name must not be null");
    return textOf(text);
  } catch (error) {
    throw error instanceof Unconvertible ? new BakeError(error.message) : error;
  }
}
