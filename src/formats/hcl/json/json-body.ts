import { quote } from "#base/strconv.ts";
import type { BodyAttribute, BodyBlock, Content, HclBody, Schema } from "../body/body.ts";
import { missingArgument } from "../body/native-body.ts";
import { between, type Diagnostic, type Range, rangeText, suggestion } from "../diagnostic.ts";
import { JsonExpression } from "./json-expression.ts";
import { type Node, type Property, startOf } from "./node.ts";

const wrongType = "Incorrect JSON value type";
const notAll = "//";

/** A JSON object as a body: what its properties are is said by the schema. */
export class JsonBody implements HclBody {
  readonly #node: Node;
  readonly #hidden: ReadonlySet<string>;

  constructor(node: Node, hidden: ReadonlySet<string> = new Set()) {
    this.#node = node;
    this.#hidden = hidden;
  }

  get missingRange(): Range {
    return this.#node.kind === "object" ? this.#node.closeRange : startOf(this.#node);
  }

  content(schema: Schema, found: Diagnostic[]): Content {
    const content = this.partialContent(schema, found);
    const hidden = (content.rest as JsonBody).#hidden;
    const known = [
      ...schema.attributes.map(({ name }) => name).filter((name) => !hidden.has(name)),
      ...schema.blocks.map(({ type }) => type),
    ];
    for (const { name, nameRange } of propertiesOf(this.#node, undefined, found)) {
      if (name === notAll || hidden.has(name)) continue;
      const meant = suggestion(name, known);
      const hint = meant === undefined ? "" : ` Did you mean ${quote(meant)}?`;
      const detail = `No argument or block type is named ${quote(name)}.${hint}`;
      found.push({ summary: "Extraneous JSON object property", detail, subject: nameRange });
    }
    return content;
  }

  partialContent(schema: Schema, found: Diagnostic[]): Content {
    const used = new Set(this.#hidden);
    const attributes = new Map<string, BodyAttribute>();
    const blocks: BodyBlock[] = [];
    for (const property of propertiesOf(this.#node, undefined, found)) {
      const { name } = property;
      if (this.#hidden.has(name)) continue;
      if (schema.attributes.some((one) => one.name === name))
        addAttribute(attributes, property, found, "Duplicate argument");
      else {
        const block = schema.blocks.find(({ type }) => type === name);
        if (block === undefined) continue;
        unpack(
          property.value,
          { type: name, typeRange: property.nameRange, labels: [], labelRanges: [] },
          block.labels,
          blocks,
          found,
        );
      }
      used.add(name);
    }
    for (const { name, isRequired } of schema.attributes)
      if (isRequired === true && !attributes.has(name)) found.push(missingArgument(name, this.missingRange));
    return { attributes, blocks, rest: new JsonBody(this.#node, used) };
  }

  justAttributes(found: Diagnostic[]): ReadonlyMap<string, BodyAttribute> {
    const attributes = new Map<string, BodyAttribute>();
    if (this.#node.kind !== "object") {
      const detail = "A JSON object is required here, setting the arguments for this block.";
      found.push({ summary: wrongType, detail, subject: startOf(this.#node) });
      return attributes;
    }
    for (const property of this.#node.properties)
      if (property.name !== notAll && !this.#hidden.has(property.name))
        addAttribute(attributes, property, found, "Duplicate attribute definition");
    return attributes;
  }
}

function addAttribute(
  attributes: Map<string, BodyAttribute>,
  { name, value, nameRange }: Property,
  found: Diagnostic[],
  summary: string,
): void {
  const existing = attributes.get(name);
  if (existing !== undefined) {
    const detail = `The argument ${quote(name)} was already set at ${rangeText(existing.range)}.`;
    found.push({ summary, detail, subject: nameRange });
    return;
  }
  const range = between(nameRange, value.range);
  attributes.set(name, { name, expression: new JsonExpression(value), range, nameRange });
}

/** The properties of an object, or of all the objects of an array. */
function propertiesOf(node: Node, label: string | undefined, found: Diagnostic[]): Property[] {
  const purpose =
    label === undefined ? "to define arguments and child blocks" : `to specify ${label} labels for this block`;
  const refuse = (what: string, where: Node): Property[] => {
    found.push({ summary: wrongType, detail: `${what} is required here, ${purpose}.`, subject: startOf(where) });
    return [];
  };
  if (node.kind === "null") return [];
  if (node.kind === "object") return [...node.properties];
  if (node.kind !== "array") return refuse("Either a JSON object or JSON array of objects", node);
  return node.items.flatMap((item) => (item.kind === "object" ? item.properties : refuse("A JSON object", item)));
}

type Head = Pick<BodyBlock, "type" | "typeRange" | "labels" | "labelRanges">;

/** The blocks in a value, whose labels are the names of properties within each other. */
function unpack(node: Node, head: Head, labelsLeft: readonly string[], blocks: BodyBlock[], found: Diagnostic[]): void {
  const [label, ...rest] = labelsLeft;
  if (label !== undefined) {
    const properties = propertiesOf(node, label, found);
    if (properties.length === 0) {
      const detail = `At least one object property is required, whose name represents the ${head.type} block's ${label}.`;
      found.push({ summary: "Missing block label", detail, subject: startOf(node) });
    }
    for (const { name, nameRange, value } of properties) {
      const named = { ...head, labels: [...head.labels, name], labelRanges: [...head.labelRanges, nameRange] };
      unpack(value, named, rest, blocks, found);
    }
    return;
  }
  if (node.kind === "null") return;
  if (node.kind === "object" || node.kind === "array") {
    const bodies = node.kind === "array" ? node.items : [node];
    for (const body of bodies) blocks.push({ ...head, range: node.openRange, body: new JsonBody(body) });
    return;
  }
  const detail = `Either a JSON object or a JSON array is required, representing the contents of one or more ${quote(head.type)} blocks.`;
  found.push({ summary: wrongType, detail, subject: startOf(node) });
}
