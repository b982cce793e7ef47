import { EngineError } from "#base/errors.ts";
import type { HclFunction } from "../functions/function.ts";
import type { Anonymous } from "../syntax/ast.ts";
import type { Value } from "../value/value.ts";

const mostSteps = 500_000;
const mostDepth = 200;

/** What all evaluations of one reading may take together: a few lines can ask for more than any machine has. */
export class Budget {
  #steps = 0;
  #depth = 0;

  step(): void {
    this.#steps += 1;
    if (this.#steps > mostSteps) throw new EngineError("resource-exhausted", "expressions take too many steps");
  }

  /** Counts values, functions and blocks that are evaluated for others. */
  deeper<T>(work: () => T): T {
    this.#depth += 1;
    if (this.#depth > mostDepth)
      throw new EngineError("resource-exhausted", "variables and functions depend on each other too deeply");
    try {
      return work();
    } finally {
      this.#depth -= 1;
    }
  }
}

/** The names that an expression may use: its own, and those of the scopes around. */
export class Scope {
  readonly variables: Map<string, Value>;
  readonly functions: Map<string, HclFunction> | undefined;
  readonly parent: Scope | undefined;
  readonly budget: Budget;
  /** What a splat goes over at the moment. */
  readonly #symbol: { readonly item: Anonymous; readonly value: Value } | undefined;

  constructor(
    variables: Map<string, Value>,
    around: {
      readonly functions?: Map<string, HclFunction>;
      readonly parent?: Scope;
      readonly symbol?: { readonly item: Anonymous; readonly value: Value };
    } = {},
  ) {
    this.variables = variables;
    this.functions = around.functions;
    this.parent = around.parent;
    this.budget = around.parent?.budget ?? new Budget();
    this.#symbol = around.symbol;
  }

  child(variables: Iterable<readonly [string, Value]> = []): Scope {
    return new Scope(new Map(variables), { parent: this });
  }

  withSymbol(item: Anonymous, value: Value): Scope {
    return new Scope(new Map(), { parent: this, symbol: { item, value } });
  }

  variable(name: string): Value | undefined {
    return this.variables.get(name) ?? this.parent?.variable(name);
  }

  function(name: string): HclFunction | undefined {
    return this.functions?.get(name) ?? this.parent?.function(name);
  }

  symbol(item: Anonymous): Value | undefined {
    return this.#symbol?.item === item ? this.#symbol.value : this.parent?.symbol(item);
  }

  /** All names of variables, the nearest first. */
  *names(): Generator<string> {
    yield* this.variables.keys();
    if (this.parent !== undefined) yield* this.parent.names();
  }

  *functionNames(): Generator<string> {
    if (this.functions !== undefined) yield* this.functions.keys();
    if (this.parent !== undefined) yield* this.parent.functionNames();
  }
}
