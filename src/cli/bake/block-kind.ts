import type { Schema } from "#formats/hcl/body/body.ts";
import type { HclExpression } from "#formats/hcl/body/expression.ts";
import type { Diagnostic } from "#formats/hcl/diagnostic.ts";
import type { Scope } from "#formats/hcl/evaluate/scope.ts";
import { convert, Unconvertible } from "#formats/hcl/value/convert.ts";
import { objectValue, stringValue, type Value } from "#formats/hcl/value/value.ts";
import { BakeError } from "./errors.ts";
import { type Field, groupFields, shownField, targetFields } from "./fields.ts";

export type BlockType = "target" | "group";

/** What a block said, by the keys of its fields. */
export type Decoded = Map<string, unknown>;

export const fieldsOf: Readonly<Record<BlockType, Readonly<Record<string, Field>>>> = {
  target: targetFields,
  group: groupFields,
};

/** What a block of that type may have, of the attributes that `isWanted` names. */
export function schemaOf(type: BlockType, isWanted: (name: string) => boolean): Schema {
  const names = Object.keys(fieldsOf[type]).sort().filter(isWanted);
  return {
    attributes: names.map((name) => ({ name, isRequired: type === "group" && name === "targets" })),
    blocks: [],
  };
}

/** Evaluates an attribute into what the block says. */
export function decodeAttribute(
  type: BlockType,
  name: string,
  expression: HclExpression,
  scope: Scope,
  { into, found }: { readonly into: Decoded; readonly found: Diagnostic[] },
): void {
  const field = fieldsOf[type][name]!;
  const value = expression.evaluate(scope, found);
  try {
    const content = field.read(convert(value, field.type));
    if (content !== undefined) into.set(field.key, content);
  } catch (error) {
    if (!(error instanceof BakeError) && !(error instanceof Unconvertible)) throw error;
    const detail = `Unsuitable value: ${error.message}`;
    found.push({ summary: "Unsuitable value type", detail, subject: expression.startRange });
  }
}

/** A block as others see it that refer to it: all of its attributes. */
export function blockValue(type: BlockType, name: string, decoded: Decoded): Value {
  const fields = Object.entries(fieldsOf[type]);
  return objectValue([
    ["name", stringValue(name)],
    ...fields.map(([attribute, field]) => [attribute, shownField(field, decoded.get(field.key))] as const),
  ]);
}
