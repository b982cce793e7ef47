import { quote } from "#base/strconv.ts";
import {
  type ChainOperand,
  type Command,
  type FieldOperand,
  type IdentifierOperand,
  type Node,
  type NumberOperand,
  type Operand,
  type Pipe,
  type Place,
  placeText,
  type Template,
  type VariableOperand,
} from "./ast.ts";
import {
  type CallContext,
  callArguments,
  type Final,
  type Given,
  hasArguments,
  missing,
  nothing,
  shortCircuit,
} from "./call.ts";
import { type MissingKey, memberOf } from "./member.ts";
import { complexType, float64Type, type Method } from "./type.ts";
import { goBool, goInt, goString, isTrue, Value } from "./value.ts";

export type FunctionTable = Readonly<Record<string, Method>>;

export interface EvaluatorOptions {
  readonly template: Template;
  readonly functions: FunctionTable;
  /** What a key gives that a map lacks; by default `<no value>`. */
  readonly missingKey?: MissingKey;
}

interface EvaluatorState extends EvaluatorOptions {
  /** Name of the template that runs. */
  readonly runs: string;
  /** What it was given. */
  readonly data: Value | undefined;
}

/** Marks errors that carry a place already. */
export class ExecutionError extends Error {}

/** Evaluates pipelines, with the variables of one template. */
export class Evaluator {
  readonly #state: EvaluatorState;
  readonly #variables: { readonly name: string; value: Value | undefined }[];
  #place: Place | undefined;

  constructor(state: EvaluatorState) {
    this.#state = state;
    this.#variables = [{ name: "$", value: state.data }];
  }

  /** For a template that this one calls. */
  entering(name: string, data: Value | undefined): Evaluator {
    return new Evaluator({ ...this.#state, runs: name, data });
  }

  defined(name: string): readonly Node[] | undefined {
    return this.#state.template.defined.get(name);
  }

  /** Notes where the work is, for messages. */
  at(place: Place): void {
    this.#place = place;
  }

  /** The variables that `work` declares end with it. */
  scoped<T>(work: () => T): T {
    const known = this.#variables.length;
    const result = work();
    this.#variables.length = known;
    return result;
  }

  declare(name: string, value: Value | undefined): void {
    this.#variables.push({ name, value });
  }

  assign(name: string, value: Value | undefined): void {
    const variable = this.#variables.findLast((known) => known.name === name);
    if (variable === undefined) throw this.error(`undefined variable: ${name}`);
    variable.value = value;
  }

  pipe(pipe: Pipe, dot: Value | undefined): Value | undefined {
    this.at(pipe);
    let value: Value | undefined;
    let final: Final = missing;
    for (const command of pipe.commands) {
      value = this.#command(command, dot, final);
      if (value?.kind === "interface") value = value.target;
      final = { value };
    }
    for (const name of pipe.declared) {
      if (pipe.assigns) this.assign(name, value);
      else this.declare(name, value);
    }
    return value;
  }

  #command(command: Command, dot: Value | undefined, final: Final): Value | undefined {
    const [first, ...rest] = command.operands as [Operand, ...Operand[]];
    switch (first.kind) {
      case "field":
        return this.#field(first, dot, { args: rest, final });
      case "chain":
        return this.#chain(first, dot, { args: rest, final });
      case "variable":
        return this.#variable(first, dot, { args: rest, final });
      case "identifier":
        return this.#function(first, dot, { args: rest, final, place: command });
    }
    if (first.kind !== "pipe") this.at(first);
    this.#refuseArguments(first, { args: rest, final });
    if (first.kind === "nil") throw this.error("nil is not a command");
    return this.operand(first, dot);
  }

  /** What an operand alone gives. */
  operand(operand: Operand, dot: Value | undefined): Value | undefined {
    switch (operand.kind) {
      case "dot":
        return dot;
      case "nil":
        return undefined;
      case "bool":
        return goBool(operand.value);
      case "string":
        return goString(operand.value);
      case "number":
        return this.#number(operand);
      case "field":
        return this.#field(operand, dot, nothing);
      case "chain":
        return this.#chain(operand, dot, nothing);
      case "variable":
        return this.#variable(operand, dot, nothing);
      case "identifier":
        return this.#function(operand, dot, { ...nothing, place: operand });
      case "pipe":
        return this.pipe(operand, dot);
    }
  }

  error(message: string): Error {
    const { template, runs } = this.#state;
    if (this.#place === undefined) return new ExecutionError(`template: ${template.name}: ${message}`);
    const before = template.source.slice(0, this.#place.start);
    const line = before.split("\n").length;
    const column = new TextEncoder().encode(before.slice(before.lastIndexOf("\n") + 1)).length;
    const where = `${template.name}:${line}:${column}`;
    return new ExecutionError(
      `template: ${where}: executing ${quote(runs)} at <${placeText(this.#place)}>: ${message}`,
    );
  }

  /** A constant without a type takes the one that it looks like. */
  #number(operand: NumberOperand): Value {
    this.at(operand);
    const { text, int, float, complex } = operand;
    if (complex !== undefined) return new Value(complexType, complex);
    const looksWhole = !/[.eEpP]/.test(text) || text.startsWith("'") || (/^0[xX]/.test(text) && !/[pP]/.test(text));
    if (!looksWhole) return new Value(float64Type, float ?? 0);
    if (int === undefined) throw this.error(`${text} overflows int`);
    return goInt(int);
  }

  #field(operand: FieldOperand, dot: Value | undefined, given: Given): Value | undefined {
    this.at(operand);
    return this.#members(dot, operand, { ...given, dot });
  }

  #chain(operand: ChainOperand, dot: Value | undefined, given: Given): Value | undefined {
    this.at(operand);
    if (operand.of.kind === "nil") throw this.error(`indirection through explicit nil in ${placeText(operand)}`);
    this.at(operand.of);
    return this.#members(this.operand(operand.of, dot), operand, { ...given, dot });
  }

  #variable(operand: VariableOperand, dot: Value | undefined, given: Given): Value | undefined {
    this.at(operand);
    const variable = this.#variables.findLast((known) => known.name === operand.name);
    if (variable === undefined) throw this.error(`undefined variable: ${operand.name}`);
    if (operand.names.length > 0) return this.#members(variable.value, operand, { ...given, dot });
    this.#refuseArguments(operand, given);
    return variable.value;
  }

  #refuseArguments(operand: Operand, given: Given): void {
    if (!hasArguments(given)) return;
    throw this.error(`can't give argument to non-function ${placeText(operand)}`);
  }

  /** Follows the names of an operand; the arguments go to the last. */
  #members(start: Value | undefined, operand: Named, { dot, ...given }: GivenAt): Value | undefined {
    let value = start;
    operand.names.forEach((name, index) => {
      const here = index === operand.names.length - 1 ? given : nothing;
      const found = memberOf(value, name, {
        hasArguments: hasArguments(here),
        missingKey: this.#state.missingKey ?? "no value",
        fail: (message) => this.error(message),
      });
      if ("value" in found) value = found.value;
      else value = this.#call(name, found.method, { ...here, dot, place: operand, receiver: found.receiver });
    });
    return value;
  }

  #function(operand: IdentifierOperand, dot: Value | undefined, given: Given & { place: Place }): Value | undefined {
    this.at(operand);
    const { name } = operand;
    const target = this.#state.functions[name];
    if (target === undefined) throw this.error(`${quote(name)} is not a defined function`);
    if (name === "and" || name === "or") {
      const stops = (value: Value | undefined): boolean => isTrue(value) === (name === "or");
      return shortCircuit(name, target, { ...this.#context(given, dot), stops });
    }
    return this.#call(name, target, { ...given, dot, receiver: undefined });
  }

  #call(name: string, target: Method, call: Call): Value | undefined {
    const args = callArguments(name, target, this.#context(call, call.dot));
    if (name === "call" && call.receiver === undefined) args.push(goString(calleeName(call)));
    try {
      return target.call(args, call.receiver ?? goString(name));
    } catch (error) {
      if (error instanceof ExecutionError) throw error;
      this.at(call.place);
      throw this.error(`error calling ${name}: ${(error as Error).message}`);
    }
  }

  #context({ args, final }: Given, dot: Value | undefined): CallContext {
    return {
      args,
      final,
      at: (operand) => this.at(operand),
      evaluate: (operand) => this.operand(operand, dot),
      fail: (message) => this.error(message),
    };
  }
}

function calleeName({ args, final }: Given): string {
  const [first] = args;
  if (first !== undefined) return placeText(first);
  if (final === missing || final.value === undefined) return "<invalid Value>";
  const { kind, data, type } = final.value;
  return kind === "string" ? String(data) : `<${type.name} Value>`;
}

type Named = FieldOperand | ChainOperand | VariableOperand;

interface GivenAt extends Given {
  readonly dot: Value | undefined;
}

interface Call extends GivenAt {
  /** Where an error of the call itself lies. */
  readonly place: Place;
  readonly receiver: Value | undefined;
}
