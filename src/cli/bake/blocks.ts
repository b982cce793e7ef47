import type { BodyBlock } from "#formats/hcl/body/body.ts";
import { type Diagnostic, throwIfWrong } from "#formats/hcl/diagnostic.ts";
import type { Scope } from "#formats/hcl/evaluate/scope.ts";
import { namedOf, objectValue } from "#formats/hcl/value/value.ts";
import { type BlockType, blockValue, type Decoded, decodeAttribute, schemaOf } from "./block-kind.ts";
import { BakeError } from "./errors.ts";
import { matrixScopes, nameOf } from "./matrix.ts";
import type { Resolver } from "./resolver.ts";

/** One of those that a block stands for: more than one where it has a matrix. */
interface Instance {
  readonly scope: Scope;
  readonly decoded: Decoded;
  readonly done: Set<string>;
  readonly pending: Set<string>;
}

export interface NamedBlock {
  readonly name: string;
  readonly decoded: Decoded;
}

const namePattern = /^[a-zA-Z0-9_-]+$/;

/** @throws BakeError */
export function checkName(name: string): void {
  if (!namePattern.test(name)) throw new BakeError(`only "[a-zA-Z0-9_-]+" are allowed`);
}

/** The target and group blocks, evaluated as far as they are needed. */
export class Blocks {
  readonly #resolver: Resolver;
  readonly #instances = new Map<BodyBlock, readonly Instance[]>();
  readonly #blockNames = new Map<BodyBlock, readonly string[]>();
  #byName = new Map<string, readonly BodyBlock[]>();

  constructor(resolver: Resolver) {
    this.#resolver = resolver;
  }

  /** From now on the blocks can be referred to. */
  publish(blocks: ReadonlyMap<string, readonly BodyBlock[]>): void {
    this.#byName = new Map(blocks);
  }

  named(type: string, name: string): readonly BodyBlock[] {
    return this.#byName.get(`${type}.${name}`) ?? [];
  }

  /** The names of all that a block stands for. @throws BakeError, HclError */
  names(block: BodyBlock): readonly string[] {
    const known = this.#blockNames.get(block);
    if (known !== undefined) return known;
    const names = this.#instancesOf(block).map(({ scope }) => {
      checkName(block.labels[0]!);
      const name = nameOf(block, scope, (expression) => this.#resolver.load(scope, expression));
      checkName(name);
      return name;
    });
    const double = names.find((name, at) => names.indexOf(name) !== at);
    if (double !== undefined) throw new BakeError(`duplicate name ${JSON.stringify(double)}`);
    this.#blockNames.set(block, names);
    return names;
  }

  /** What a block says, once it is resolved. */
  results(block: BodyBlock): NamedBlock[] {
    const names = this.#blockNames.get(block) ?? [];
    return (this.#instances.get(block) ?? []).map(({ decoded }, at) => ({ name: names[at]!, decoded }));
  }

  #instancesOf(block: BodyBlock): readonly Instance[] {
    this.#resolver.prepare(block.type as BlockType);
    const known = this.#instances.get(block);
    if (known !== undefined) return known;
    const { scope: base } = this.#resolver;
    const scopes = matrixScopes(block, base, (expression) => this.#resolver.load(base, expression));
    const instances = scopes.map((scope) => ({
      scope,
      decoded: new Map(),
      done: new Set<string>(),
      pending: new Set<string>(),
    }));
    this.#instances.set(block, instances);
    return instances;
  }

  /** Evaluates a block, or one of its attributes. @throws BakeError, HclError */
  resolve(block: BodyBlock, attribute?: string): void {
    this.#resolver.scope.budget.deeper(() => {
      const names = this.#blockNames.get(block);
      for (const [at, instance] of this.#instancesOf(block).entries()) {
        const name = names?.[at] ?? block.labels[0]!;
        if (attribute !== undefined && instance.done.has(attribute)) return;
        if (attribute !== undefined && instance.pending.has(attribute))
          throw new BakeError(`reference cycle not allowed for ${block.type}.${name}.${attribute}`);
        if (attribute !== undefined) instance.pending.add(attribute);
        this.#decode(block, name, instance, (one) =>
          attribute === undefined ? !instance.done.has(one) : one === attribute,
        );
        if (attribute !== undefined) instance.done.add(attribute);
      }
    });
  }

  #decode(block: BodyBlock, name: string, instance: Instance, isWanted: (name: string) => boolean): void {
    const type = block.type as BlockType;
    const found: Diagnostic[] = [];
    const { attributes } = block.body.partialContent(schemaOf(type, isWanted), found);
    throwIfWrong(found);
    for (const { expression } of attributes.values()) this.#resolver.load(instance.scope, expression);
    for (const [attribute, { expression }] of attributes)
      decodeAttribute(type, attribute, expression, instance.scope, { into: instance.decoded, found });
    throwIfWrong(found);
    for (const attribute of attributes.keys()) instance.done.add(attribute);
    this.#show(type, name, instance.decoded);
  }

  /** Makes what is known of a block known to others. */
  #show(type: BlockType, name: string, decoded: Decoded): void {
    const { variables } = this.#resolver.scope;
    const others = variables.get(type);
    const entries = others === undefined ? [] : [...namedOf(others)];
    variables.set(type, objectValue([...entries, [name, blockValue(type, name, decoded)]]));
  }
}
