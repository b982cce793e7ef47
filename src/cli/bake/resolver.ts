import type { BodyAttribute } from "#formats/hcl/body/body.ts";
import type { HclExpression, Reference } from "#formats/hcl/body/expression.ts";
import { type Diagnostic, HclError, throwIfWrong } from "#formats/hcl/diagnostic.ts";
import { Scope } from "#formats/hcl/evaluate/scope.ts";
import type { HclFunction } from "#formats/hcl/functions/function.ts";
import { convert, Unconvertible } from "#formats/hcl/value/convert.ts";
import { boolType, dynamicType, type Type, typeName } from "#formats/hcl/value/type.ts";
import { isNull, mapValue, nullOf, stringValue, type Value } from "#formats/hcl/value/value.ts";
import type { BlockType } from "./block-kind.ts";
import { Blocks } from "./blocks.ts";
import type { FunctionDefinition, Validation, VariableDefinition } from "./definitions.ts";
import { BakeError, placed, UndefinedError } from "./errors.ts";
import { overriddenValue, valueFromJson } from "./overridden-value.ts";
import { callable, readFunction } from "./user-function.ts";

export interface Names {
  readonly variables: ReadonlyMap<string, VariableDefinition>;
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  /** Attributes outside of blocks, which are variables too. */
  readonly attributes: ReadonlyMap<string, BodyAttribute>;
  /** Variables that bake itself defines. */
  readonly builtins: ReadonlyMap<string, string>;
  /** What the environment says for a variable. */
  lookUp(name: string): string | undefined;
}

const jsonSuffix = "_JSON";

/** Whether the value that a conditional kind is looked at already was asked for, by scope and name. */
class Asked {
  readonly #names = new Map<Scope, Set<string>>();

  /** False for what was asked for before. */
  add(scope: Scope, name: string): boolean {
    const names = this.#names.get(scope) ?? new Set();
    this.#names.set(scope, names);
    if (names.has(name)) return false;
    names.add(name);
    return true;
  }
}

/** Evaluates variables, functions and blocks, each when it is needed for the first time. */
export class Resolver {
  readonly scope: Scope;
  readonly blocks: Blocks;
  readonly #names: Names;
  readonly #askedValues = new Asked();
  readonly #askedFunctions = new Asked();
  /** Whether names of blocks stand for these. */
  #seesBlocks = false;

  constructor(names: Names, functions: ReadonlyMap<string, HclFunction>) {
    this.#names = names;
    this.scope = new Scope(new Map(), { functions: new Map(functions) });
    this.blocks = new Blocks(this);
  }

  /** From now on `target` and `group` are what the files define. */
  seeBlocks(): void {
    this.#seesBlocks = true;
  }

  /** Resolves what an expression needs; what nothing defines is left to its evaluation, if `mayLack`. @throws HclError */
  load(scope: Scope, expression: HclExpression, own: ReadonlySet<string> = new Set(), mayLack = true): void {
    const attempt = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        if (mayLack && error instanceof UndefinedError) return;
        throw placed("Invalid expression", error, expression.range);
      }
    };
    for (const name of expression.calls()) attempt(() => this.resolveFunction(scope, name));
    for (const reference of expression.references()) {
      if (own.has(reference.name)) continue;
      attempt(() => this.#resolveReference(scope, reference, expression));
    }
  }

  #resolveReference(scope: Scope, { name, steps }: Reference, { range }: HclExpression): void {
    if (!this.#seesBlocks || (name !== "target" && name !== "group")) {
      this.resolveValue(scope, name);
      return;
    }
    const refuse = (detail: string): never => {
      throw new HclError([{ summary: "Invalid expression", detail, subject: range }]);
    };
    const [first, second] = steps;
    if (first === undefined) refuse(`cannot access ${name} as a variable`);
    else if (first.kind !== "attribute") refuse(`cannot traverse ${name} without attribute`);
    else
      for (const block of this.blocks.named(name, first.name))
        this.blocks.resolve(block, second?.kind === "attribute" ? second.name : undefined);
  }

  /** @throws BakeError, HclError */
  resolveFunction(scope: Scope, name: string): void {
    if (this.scope.function(name) !== undefined || scope.function(name) !== undefined) return;
    const definition = this.#names.functions.get(name);
    if (definition === undefined) throw new UndefinedError("function", name);
    if (!this.#askedFunctions.add(scope, name)) throw new BakeError(`function cycle not allowed for ${name}`);
    const read = readFunction(definition);
    const own = new Set(read.rest === undefined ? read.parameters : [...read.parameters, read.rest]);
    this.scope.budget.deeper(() => this.load(this.scope, read.result, own, false));
    this.scope.functions!.set(name, callable(read, this.scope));
  }

  /** @throws BakeError, HclError */
  resolveValue(scope: Scope, name: string): void {
    if (this.scope.variables.has(name) || scope.variables.has(name)) return;
    if (!this.#askedValues.add(scope, name)) throw new BakeError(`variable cycle not allowed for ${name}`);
    this.scope.budget.deeper(() => this.scope.variables.set(name, this.#value(scope, name)));
  }

  #value(scope: Scope, name: string): Value {
    const attribute = this.#names.attributes.get(name);
    const builtin = this.#names.builtins.get(name);
    const variable = this.#names.variables.get(name);
    if (attribute === undefined && builtin !== undefined) return stringValue(builtin);
    if (attribute !== undefined) {
      const value = this.#evaluate(scope, attribute.expression);
      return variable === undefined ? value : this.#overridden(name, value, undefined);
    }
    if (variable === undefined) throw new UndefinedError("variable", name);
    const type = typeOf(variable);
    const override = this.#override(name, type !== undefined);
    if (variable.initial === undefined && type === undefined && override === undefined) return stringValue("");
    return this.#overridden(name, this.#initial(variable, type), type);
  }

  #initial({ name, initial }: VariableDefinition, type: Type | undefined): Value | undefined {
    if (initial === undefined) return undefined;
    const value = this.#evaluate(this.scope, initial.expression);
    if (type === undefined) return value;
    try {
      return convert(value, type);
    } catch (error) {
      if (!(error instanceof Unconvertible)) throw error;
      throw new BakeError(`invalid type ${typeName(type)} for variable ${name} default value: ${error.message}`);
    }
  }

  #evaluate(scope: Scope, expression: HclExpression): Value {
    this.load(scope, expression);
    return known(expression, scope);
  }

  #override(name: string, isTyped: boolean): { readonly text: string; readonly isJson: boolean } | undefined {
    const plain = this.#names.lookUp(name);
    if (plain === undefined || isTyped) {
      const jsonName = name + jsonSuffix;
      const isOther = this.#names.variables.has(jsonName) || this.#names.builtins.has(jsonName);
      const json = isOther ? undefined : this.#names.lookUp(jsonName);
      if (json !== undefined) return { text: json, isJson: true };
    }
    return plain === undefined ? undefined : { text: plain, isJson: false };
  }

  #overridden(name: string, value: Value | undefined, type: Type | undefined): Value {
    const override = this.#override(name, type !== undefined);
    if (override === undefined) return value ?? nullOf(type ?? dynamicType);
    if (type !== undefined && override.isJson) return valueFromJson(name, override.text, type);
    const wanted = type ?? value?.type;
    // Of a null nothing is known but that the environment has a text instead.
    if (wanted === undefined || (type === undefined && wanted.kind === "dynamic")) return stringValue(override.text);
    return overriddenValue(name, override.text, wanted, type !== undefined);
  }

  /** Looks at what the variables must be. @throws HclError with all that they are not */
  validate(): void {
    const found: Diagnostic[] = [];
    for (const { validations } of this.#names.variables.values())
      for (const validation of validations) this.#check(validation, found);
    throwIfWrong(found);
  }

  #check({ condition, message, range }: Validation, found: Diagnostic[]): void {
    const subject = condition?.expression.range ?? range;
    const refuse = (summary: string, detail: string): void => {
      found.push({ summary, detail, subject });
    };
    const before = found.length;
    const value = condition?.expression.evaluate(this.scope, found) ?? nullOf(dynamicType);
    if (found.length > before) return;
    const wrong = conditionFault(value);
    if (wrong !== undefined) refuse("Invalid condition result", wrong);
    else if (convert(value, boolType).content !== true) {
      const shown = message?.expression.evaluate(this.scope, found);
      if (found.length === before) refuse("Validation failed", typeof shown?.content === "string" ? shown.content : "");
    }
  }

  /** Makes a name of blocks known before there is one of them. */
  prepare(type: BlockType): void {
    if (!this.scope.variables.has(type)) this.scope.variables.set(type, mapValue([]));
  }
}

/** Why a value says neither yes nor no. */
function conditionFault(value: Value): string | undefined {
  if (isNull(value)) return "Condition expression must return either true or false, not null.";
  try {
    convert(value, boolType);
    return undefined;
  } catch (error) {
    if (!(error instanceof Unconvertible)) throw error;
    return `Invalid condition result value: ${error.message}`;
  }
}

function typeOf({ type }: VariableDefinition): Type | undefined {
  if (type === undefined) return undefined;
  const found: Diagnostic[] = [];
  const wanted = type.expression.type(found);
  throwIfWrong(found);
  return wanted;
}

/** @throws HclError */
function known(expression: HclExpression, scope: Scope): Value {
  const found: Diagnostic[] = [];
  const value = expression.evaluate(scope, found);
  throwIfWrong(found);
  return value;
}

/** What the type of a variable is called where it says one. */
export function declaredType(variable: VariableDefinition): string | undefined {
  const type = typeOf(variable);
  return type === undefined ? undefined : typeName(type, true);
}
