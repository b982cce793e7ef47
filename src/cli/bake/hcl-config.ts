import type { BodyAttribute, BodyBlock, HclBody, Schema } from "#formats/hcl/body/body.ts";
import { type Diagnostic, HclError, throwIfWrong } from "#formats/hcl/diagnostic.ts";
import type { HclFunction } from "#formats/hcl/functions/function.ts";
import { encodeValue } from "#formats/hcl/value/json.ts";
import { isNull, textOf, type Value } from "#formats/hcl/value/value.ts";
import type { Decoded } from "./block-kind.ts";
import { definitionSchema, readDefinitions, type VariableDefinition } from "./definitions.ts";
import { placed } from "./errors.ts";
import { mergeTargets } from "./merge.ts";
import { declaredType, Resolver } from "./resolver.ts";
import type { BakeConfig, BakeGroup, BakeTarget } from "./target.ts";

export interface Variable {
  readonly name: string;
  readonly type: string | undefined;
  readonly description: string;
  /** Absent for null. */
  readonly value: string | undefined;
}

export interface HclConfig extends BakeConfig {
  readonly variables: readonly Variable[];
}

export interface HclOptions {
  readonly functions: ReadonlyMap<string, HclFunction>;
  readonly builtins: ReadonlyMap<string, string>;
  lookUp(name: string): string | undefined;
  /** What other files define already. */
  readonly base: BakeConfig;
}

const blockSchema: Schema = {
  attributes: [],
  blocks: [
    { type: "group", labels: ["name"] },
    { type: "target", labels: ["name"] },
  ],
};

/** All that a body defines. @throws HclError, BakeError */
export function readHclConfig(body: HclBody, options: HclOptions): HclConfig {
  const { variables: variableList, functions: functionList } = readDefinitions(body);
  const isReserved = (name: string): boolean => name === "group" || name === "target" || options.builtins.has(name);
  const byName = <T extends { readonly name: string }>(all: readonly T[]): Map<string, T> =>
    new Map(all.filter(({ name }) => !isReserved(name)).map((one) => [one.name, one]));
  const [variables, functions] = [byName(variableList), byName(functionList)];
  const { blocks, attributes } = split(body, isReserved, variables);
  const resolver = new Resolver(
    { variables, functions, attributes, builtins: options.builtins, lookUp: options.lookUp },
    options.functions,
  );
  for (const name of options.builtins.keys()) resolver.resolveValue(resolver.scope, name);
  const shown = [...variables.values()].map((variable) => resolveVariable(resolver, variable));
  resolver.validate();
  for (const { name, parameters, labelRange } of functions.values())
    attempt("Invalid function", parameters?.range ?? labelRange, () => resolver.resolveFunction(resolver.scope, name));
  const config = resolveBlocks(resolver, blocks, options.base);
  for (const { name, range } of attributes.values())
    attempt("Invalid attribute", range, () => resolver.resolveValue(resolver.scope, name));
  return { ...config, variables: shown };
}

function attempt<T>(summary: string, subject: Diagnostic["subject"], work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw placed(summary, error, subject);
  }
}

interface Parts {
  readonly blocks: readonly BodyBlock[];
  readonly attributes: ReadonlyMap<string, BodyAttribute>;
}

/** The blocks of targets and groups, and the attributes outside of all blocks. */
function split(
  body: HclBody,
  isReserved: (name: string) => boolean,
  variables: ReadonlyMap<string, VariableDefinition>,
): Parts {
  const found: Diagnostic[] = [];
  const { blocks, rest } = body.partialContent(blockSchema, found);
  throwIfWrong(found);
  const left = rest.partialContent(definitionSchema, found).rest;
  throwIfWrong(found);
  const all = left.justAttributes(found);
  throwIfWrong(found.filter((one) => !isExpected(one, isReserved, variables, all)));
  const attributes = new Map([...all].filter(([name]) => !isReserved(name) && name !== "function"));
  return { blocks, attributes };
}

const alreadySet = /^Argument "(.*)" was already set at /;

/** Blocks stand beside attributes, and files may set again what another has set. */
function isExpected(
  { detail }: Diagnostic,
  isReserved: (name: string) => boolean,
  variables: ReadonlyMap<string, unknown>,
  attributes: ReadonlyMap<string, unknown>,
): boolean {
  if (detail === "Blocks are not allowed here.") return true;
  const name = alreadySet.exec(detail)?.[1];
  return name !== undefined && (isReserved(name) || variables.has(name) || attributes.has(name));
}

function resolveVariable(resolver: Resolver, variable: VariableDefinition): Variable {
  const { name, description, range } = variable;
  attempt("Invalid value", range, () => resolver.resolveValue(resolver.scope, name));
  const value = resolver.scope.variables.get(name)!;
  return { name, description, type: declaredType(variable), value: shownValue(value) };
}

function shownValue(value: Value): string | undefined {
  if (isNull(value)) return undefined;
  return value.type.kind === "string"
    ? textOf(value)
    : value.type.kind === "number"
      ? numberShown(value)
      : encodeValue(value);
}

function numberShown(value: Value): string {
  try {
    return encodeValue(value);
  } catch {
    return "";
  }
}

function resolveBlocks(resolver: Resolver, blocks: readonly BodyBlock[], base: BakeConfig): BakeConfig {
  const byName = new Map<string, BodyBlock[]>();
  const renamed = new Map<string, string[]>();
  for (const block of blocks) {
    const names = attempt("Invalid name", block.labelRanges[0], () => resolver.blocks.names(block));
    for (const name of names) {
      const key = `${block.type}.${name}`;
      byName.set(key, [...(byName.get(key) ?? []), block]);
    }
    const label = `${block.type}.${block.labels[0]}`;
    renamed.set(label, [...(renamed.get(label) ?? []), ...names]);
  }
  resolver.blocks.publish(byName);
  resolver.seeBlocks();
  const collected = new Collected(base);
  const found: Diagnostic[] = [];
  for (const block of blocks) collect(resolver, block, collected, found);
  throwIfWrong(found);
  return collected.config(
    [...renamed].flatMap(([label, names]) => renamedGroup(label.slice(label.indexOf(".") + 1), names)),
  );
}

function collect(resolver: Resolver, block: BodyBlock, collected: Collected, found: Diagnostic[]): void {
  try {
    attempt("Invalid block", block.labelRanges[0], () => {
      try {
        resolver.blocks.resolve(block);
      } catch (error) {
        if (!(error instanceof HclError)) throw error;
        found.push(...error.diagnostics);
      }
    });
  } finally {
    if (found.length === 0)
      for (const { name, decoded } of resolver.blocks.results(block)) collected.add(block.type, name, decoded);
  }
}

/** A group of all that came of blocks whose label is not their name. */
function renamedGroup(label: string, names: readonly string[]): BakeGroup[] {
  const unique = [...new Set(names)];
  return unique.length === 1 && unique[0] === label ? [] : [{ name: label, targets: unique }];
}

class Collected {
  readonly #targets: BakeTarget[];
  readonly #groups: BakeGroup[];

  constructor({ targets, groups }: BakeConfig) {
    this.#targets = [...targets];
    this.#groups = [...groups];
  }

  /** Targets of one name are one; a group takes the place of one of its name. */
  add(type: string, name: string, decoded: Decoded): void {
    if (type === "target") {
      const target = { ...Object.fromEntries(decoded), name } as BakeTarget;
      const at = this.#targets.findIndex((one) => one.name === name);
      if (at === -1) this.#targets.push(target);
      else this.#targets[at] = mergeTargets(this.#targets[at]!, target);
      return;
    }
    const group: BakeGroup = { ...Object.fromEntries(decoded), name };
    const at = this.#groups.findIndex((one) => one.name === name);
    if (at === -1) this.#groups.push(group);
    else this.#groups[at] = group;
  }

  config(more: readonly BakeGroup[]): BakeConfig {
    const groups = [...this.#groups, ...more].map((group) =>
      group.targets === undefined ? group : { ...group, targets: [...new Set(group.targets)] },
    );
    return { groups, targets: this.#targets };
  }
}
