import { quote } from "#base/strconv.ts";
import { type Diagnostic, type Range, rangeText } from "../diagnostic.ts";
import type { BodyAttribute, BodyBlock, Content, HclBody, Schema } from "./body.ts";

const nowhere: Range = { file: "<empty>", start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };

/** The bodies of several files as one: an attribute may stand in one of them only, and else the last counts. */
export class MergedBody implements HclBody {
  readonly #bodies: readonly HclBody[];

  constructor(bodies: readonly HclBody[]) {
    this.#bodies = bodies;
  }

  get missingRange(): Range {
    return this.#bodies[0]?.missingRange ?? nowhere;
  }

  content(schema: Schema, found: Diagnostic[]): Content {
    return this.#merged(schema, found, (body, optional) => body.content(optional, found));
  }

  partialContent(schema: Schema, found: Diagnostic[]): Content {
    return this.#merged(schema, found, (body, optional) => body.partialContent(optional, found));
  }

  #merged(schema: Schema, found: Diagnostic[], read: (body: HclBody, schema: Schema) => Content): Content {
    const optional = { blocks: schema.blocks, attributes: schema.attributes.map(({ name }) => ({ name })) };
    const attributes = new Map<string, BodyAttribute>();
    const [blocks, rests]: [BodyBlock[], HclBody[]] = [[], []];
    for (const body of this.#bodies) {
      const content = read(body, optional);
      addAttributes(attributes, content.attributes, found);
      blocks.push(...content.blocks);
      rests.push(content.rest);
    }
    for (const { name, isRequired } of schema.attributes)
      if (isRequired === true && !attributes.has(name))
        found.push({
          summary: "Missing required argument",
          detail: `The argument ${quote(name)} is required, but was not set.`,
        });
    return { attributes, blocks, rest: new MergedBody(rests) };
  }

  justAttributes(found: Diagnostic[]): ReadonlyMap<string, BodyAttribute> {
    const attributes = new Map<string, BodyAttribute>();
    for (const body of this.#bodies) {
      const more = body.justAttributes(found);
      addAttributes(attributes, more, found);
      for (const [name, attribute] of more) attributes.set(name, attribute);
    }
    return attributes;
  }
}

function addAttributes(
  attributes: Map<string, BodyAttribute>,
  more: ReadonlyMap<string, BodyAttribute>,
  found: Diagnostic[],
): void {
  for (const [name, attribute] of more) {
    const existing = attributes.get(name);
    if (existing === undefined) attributes.set(name, attribute);
    else
      found.push({
        summary: "Duplicate argument",
        detail: `Argument ${quote(name)} was already set at ${rangeText(existing.nameRange)}`,
        subject: attribute.nameRange,
      });
  }
}
