import { quote } from "#base/strconv.ts";
import { atStart, between, type Diagnostic, type Range, suggestion } from "../diagnostic.ts";
import type { Attribute, Block, Body } from "../syntax/ast.ts";
import type { BodyAttribute, BodyBlock, Content, HclBody, Schema } from "./body.ts";
import { NativeExpression } from "./expression.ts";

const noNames: ReadonlySet<string> = new Set();

/** A body of HCL's own syntax. */
export class NativeBody implements HclBody {
  readonly #body: Body;
  readonly #hiddenAttributes: ReadonlySet<string>;
  readonly #hiddenBlocks: ReadonlySet<string>;

  constructor(
    body: Body,
    hidden: { readonly attributes?: ReadonlySet<string>; readonly blocks?: ReadonlySet<string> } = {},
  ) {
    this.#body = body;
    this.#hiddenAttributes = hidden.attributes ?? noNames;
    this.#hiddenBlocks = hidden.blocks ?? noNames;
  }

  get missingRange(): Range {
    return atStart(this.#body.range);
  }

  content(schema: Schema, found: Diagnostic[]): Content {
    const content = this.partialContent(schema, found);
    const rest = content.rest as NativeBody;
    for (const { name, nameRange } of this.#body.attributes.values())
      if (!rest.#hiddenAttributes.has(name)) found.push(unsupportedArgument(name, nameRange, schema, content));
    for (const { type, typeRange } of this.#body.blocks)
      if (!rest.#hiddenBlocks.has(type)) found.push(unsupportedBlock(type, typeRange, schema));
    return content;
  }

  partialContent(schema: Schema, found: Diagnostic[]): Content {
    const attributes = this.#attributes(schema, found);
    const blocks = this.#body.blocks
      .filter(({ type }) => !this.#hiddenBlocks.has(type))
      .flatMap((block) => {
        const wanted = schema.blocks.find(({ type }) => type === block.type);
        if (wanted === undefined) return [];
        const wrong = checkLabels(block, wanted.labels);
        if (wrong !== undefined) found.push(wrong);
        return wrong === undefined ? [bodyBlock(block)] : [];
      });
    const rest = new NativeBody(this.#body, {
      attributes: new Set([...this.#hiddenAttributes, ...attributes.keys()]),
      blocks: new Set([...this.#hiddenBlocks, ...schema.blocks.map(({ type }) => type)]),
    });
    return { attributes, blocks, rest };
  }

  #attributes(schema: Schema, found: Diagnostic[]): Map<string, BodyAttribute> {
    const wanted = new Set(schema.attributes.map(({ name }) => name));
    const attributes = new Map<string, BodyAttribute>();
    for (const attribute of this.#body.attributes.values())
      if (wanted.has(attribute.name) && !this.#hiddenAttributes.has(attribute.name))
        attributes.set(attribute.name, bodyAttribute(attribute));
    for (const { name, isRequired } of schema.attributes)
      if (isRequired === true && !attributes.has(name)) found.push(missingArgument(name, this.missingRange));
    return attributes;
  }

  justAttributes(found: Diagnostic[]): ReadonlyMap<string, BodyAttribute> {
    const example = this.#body.blocks[0];
    if (example !== undefined)
      found.push({
        summary: `Unexpected ${quote(example.type)} block`,
        detail: "Blocks are not allowed here.",
        subject: example.typeRange,
      });
    const shown = [...this.#body.attributes].filter(([name]) => !this.#hiddenAttributes.has(name));
    return new Map(shown.map(([name, attribute]) => [name, bodyAttribute(attribute)]));
  }
}

export function missingArgument(name: string, subject: Range): Diagnostic {
  return {
    summary: "Missing required argument",
    detail: `The argument ${quote(name)} is required, but no definition was found.`,
    subject,
  };
}

function bodyAttribute({ name, expression, range, nameRange }: Attribute): BodyAttribute {
  return { name, expression: new NativeExpression(expression), range, nameRange };
}

function bodyBlock(block: Block): BodyBlock {
  const { type, labels, labelRanges, typeRange } = block;
  const range = between(typeRange, labelRanges.at(-1) ?? typeRange);
  return { type, labels, labelRanges, typeRange, range, body: new NativeBody(block.body) };
}

function checkLabels(
  { type, labels, labelRanges, openRange }: Block,
  wanted: readonly string[],
): Diagnostic | undefined {
  if (labels.length > wanted.length) {
    const detail =
      wanted.length === 0
        ? `No labels are expected for ${type} blocks.`
        : `Only ${wanted.length} labels (${wanted.join(", ")}) are expected for ${type} blocks.`;
    return { summary: `Extraneous label for ${type}`, detail, subject: labelRanges[wanted.length]! };
  }
  if (labels.length === wanted.length) return undefined;
  const detail = `All ${type} blocks must have ${wanted.length} labels (${wanted.join(", ")}).`;
  return { summary: `Missing ${wanted[labels.length]} for ${type}`, detail, subject: openRange };
}

function unsupportedArgument(name: string, subject: Range, schema: Schema, content: Content): Diagnostic {
  const missing = schema.attributes.map((one) => one.name).filter((one) => !content.attributes.has(one));
  const meant = suggestion(name, missing);
  const isBlock = schema.blocks.some(({ type }) => type === name);
  const hint =
    meant !== undefined
      ? ` Did you mean ${quote(meant)}?`
      : isBlock
        ? ` Did you mean to define a block of type ${quote(name)}?`
        : "";
  return {
    summary: "Unsupported argument",
    detail: `An argument named ${quote(name)} is not expected here.${hint}`,
    subject,
  };
}

function unsupportedBlock(type: string, subject: Range, schema: Schema): Diagnostic {
  const meant = suggestion(
    type,
    schema.blocks.map((one) => one.type),
  );
  const isAttribute = schema.attributes.some(({ name }) => name === type);
  const hint =
    meant !== undefined
      ? ` Did you mean ${quote(meant)}?`
      : isAttribute
        ? ` Did you mean to define argument ${quote(type)}? If so, use the equals sign to assign it a value.`
        : "";
  return {
    summary: "Unsupported block type",
    detail: `Blocks of type ${quote(type)} are not expected here.${hint}`,
    subject,
  };
}
