import type { BodyAttribute, HclBody, Schema } from "#formats/hcl/body/body.ts";
import { type Diagnostic, type Range, throwIfWrong } from "#formats/hcl/diagnostic.ts";
import { convert } from "#formats/hcl/value/convert.ts";
import { stringType } from "#formats/hcl/value/type.ts";
import { isKnown, isNull, textOf } from "#formats/hcl/value/value.ts";

export interface VariableDefinition {
  readonly name: string;
  readonly initial: BodyAttribute | undefined;
  readonly type: BodyAttribute | undefined;
  readonly description: string;
  readonly validations: readonly Validation[];
  /** Where its block begins. */
  readonly range: Range;
}

export interface Validation {
  readonly condition: BodyAttribute | undefined;
  readonly message: BodyAttribute | undefined;
  readonly range: Range;
}

export interface FunctionDefinition {
  readonly name: string;
  readonly parameters: BodyAttribute | undefined;
  readonly rest: BodyAttribute | undefined;
  readonly result: BodyAttribute | undefined;
  readonly labelRange: Range;
}

const attributes = (...names: readonly string[]): Schema["attributes"] => names.map((name) => ({ name }));

export const definitionSchema: Schema = {
  attributes: [],
  blocks: [
    { type: "function", labels: ["name"] },
    { type: "variable", labels: ["name"] },
  ],
};
const variableSchema: Schema = {
  attributes: attributes("default", "description", "type"),
  blocks: [{ type: "validation", labels: [] }],
};
const validationSchema: Schema = { attributes: attributes("condition", "error_message"), blocks: [] };
const functionSchema: Schema = { attributes: attributes("params", "result", "variadic_params"), blocks: [] };

export interface Definitions {
  readonly variables: readonly VariableDefinition[];
  readonly functions: readonly FunctionDefinition[];
}

/** The blocks that define variables and functions; nothing in them is evaluated yet. @throws HclError */
export function readDefinitions(body: HclBody): Definitions {
  const found: Diagnostic[] = [];
  const { blocks } = body.partialContent(definitionSchema, found);
  const variables = blocks
    .filter(({ type }) => type === "variable")
    .map((block) => readVariable(block.labels[0]!, block.body, found));
  const functions = blocks
    .filter(({ type }) => type === "function")
    .map(({ labels, labelRanges, body: inside }) => {
      const content = inside.content(functionSchema, found);
      return {
        name: labels[0]!,
        parameters: content.attributes.get("params"),
        rest: content.attributes.get("variadic_params"),
        result: content.attributes.get("result"),
        labelRange: labelRanges[0]!,
      };
    });
  throwIfWrong(found);
  return { variables, functions };
}

function readVariable(name: string, body: HclBody, found: Diagnostic[]): VariableDefinition {
  const content = body.partialContent(variableSchema, found);
  const validations = content.blocks.map(({ body: inside }) => {
    const inner = inside.content(validationSchema, found);
    return {
      condition: inner.attributes.get("condition"),
      message: inner.attributes.get("error_message"),
      range: inside.missingRange,
    };
  });
  return {
    name,
    initial: content.attributes.get("default"),
    type: content.attributes.get("type"),
    description: plainText(content.attributes.get("description"), found),
    validations,
    range: body.missingRange,
  };
}

/** A text in which no name means anything. */
function plainText(attribute: BodyAttribute | undefined, found: Diagnostic[]): string {
  if (attribute === undefined) return "";
  const refuse = (why: string): string => {
    const detail = `Unsuitable value: ${why}`;
    found.push({ summary: "Unsuitable value type", detail, subject: attribute.expression.startRange });
    return "";
  };
  try {
    const value = convert(attribute.expression.evaluate(undefined, found), stringType);
    if (isNull(value)) return refuse("null value is not allowed");
    return isKnown(value) ? textOf(value) : refuse("value must be known");
  } catch (error) {
    return refuse((error as Error).message);
  }
}
