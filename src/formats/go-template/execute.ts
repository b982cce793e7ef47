import {
  type Branch,
  type Command,
  commandText,
  type Node,
  type Operand,
  operandText,
  type Pipe,
  type Template,
} from "./ast.ts";
import { printValue } from "./print.ts";
import { Scope } from "./scope.ts";
import { GoNil, GoStruct, isMap, isTrue, noValue, typeName } from "./value.ts";

/** A function that templates call. @throws Error whose message becomes part of the template's error. */
export interface TemplateFunction {
  readonly least: number;
  /** Undefined: any number. */
  readonly most?: number;
  call(args: readonly unknown[]): unknown;
}

export type FunctionTable = Readonly<Record<string, TemplateFunction>>;

export interface ExecuteOptions {
  readonly functions: FunctionTable;
  /** A key that a map lacks is an error, not `<no value>`. */
  readonly strictMaps?: boolean;
}

/** Runs a template over a value. @throws Error in Go's words: `template: NAME:LINE:COLUMN: executing …`. */
export function executeTemplate(template: Template, data: unknown, options: ExecuteOptions): string {
  const run = new Execution(template, options);
  run.list(template.body, data, new Scope(undefined, [["$", data]]));
  return run.out.join("");
}

type Flow = "next" | "break" | "continue";

const maxDepth = 1000;

class Execution {
  readonly out: string[] = [];
  readonly #template: Template;
  readonly #options: ExecuteOptions;
  #depth = 0;

  constructor(template: Template, options: ExecuteOptions) {
    this.#template = template;
    this.#options = options;
  }

  list(nodes: readonly Node[], dot: unknown, scope: Scope): Flow {
    for (const node of nodes) {
      const flow = this.#node(node, dot, scope);
      if (flow !== "next") return flow;
    }
    return "next";
  }

  #node(node: Node, dot: unknown, scope: Scope): Flow {
    switch (node.kind) {
      case "text":
        this.out.push(node.text);
        return "next";
      case "action": {
        const value = this.#pipe(node.pipe, dot, scope);
        if (node.pipe.declared.length === 0) this.out.push(printValue(value === null ? noValue : value));
        return "next";
      }
      case "template":
        this.#call(node, dot, scope);
        return "next";
      case "break":
      case "continue":
        return node.kind;
      case "range":
        return this.#range(node, dot, scope);
      default:
        return this.#branch(node, dot, scope);
    }
  }

  #branch(node: Branch, dot: unknown, scope: Scope): Flow {
    const inner = new Scope(scope);
    const value = this.#pipe(node.pipe, dot, inner);
    if (!isTrue(value)) return this.list(node.otherwise, dot, inner);
    return this.list(node.body, node.kind === "with" ? value : dot, inner);
  }

  #range(node: Branch, dot: unknown, scope: Scope): Flow {
    const outer = new Scope(scope);
    const value = this.#pipe({ ...node.pipe, declared: [] }, dot, outer);
    const entries = this.#entries(value, node.pipe);
    if (entries.length === 0) return this.list(node.otherwise, dot, outer);
    for (const [key, element] of entries) {
      const inner = new Scope(outer);
      const [first, second] = node.pipe.declared;
      const set = (name: string, of: unknown): void =>
        node.pipe.assigns ? inner.assign(name, of) : inner.declare(name, of);
      if (second !== undefined) set(second, element);
      if (first !== undefined) set(first, second === undefined && typeof value !== "number" ? element : key);
      if (this.list(node.body, element, inner) === "break") break;
    }
    return "next";
  }

  #entries(value: unknown, pipe: Pipe): (readonly [key: unknown, element: unknown])[] {
    if (Array.isArray(value)) return value.map((element, index) => [index, element]);
    if (isMap(value)) {
      return Object.keys(value)
        .sort()
        .map((key) => [key, value[key]]);
    }
    if (typeof value === "number" && Number.isInteger(value)) {
      return Array.from({ length: Math.max(0, value) }, (_, index) => [index, index]);
    }
    if (value === null || value === undefined || value === noValue || value instanceof GoNil) return [];
    throw this.#error(
      pipe,
      pipe.commands.map(commandText).join(" | "),
      `range can't iterate over ${printValue(value)}`,
    );
  }

  #call(node: Extract<Node, { kind: "template" }>, dot: unknown, scope: Scope): void {
    const body = this.#template.defined.get(node.name);
    if (body === undefined) {
      const text = `{{template ${JSON.stringify(node.name)}}}`;
      throw this.#error(node, text, `template ${JSON.stringify(node.name)} not defined`);
    }
    if (++this.#depth > maxDepth) throw this.#error(node, node.name, "exceeded maximum template depth (100000)");
    const data = node.pipe === undefined ? null : this.#pipe(node.pipe, dot, scope);
    this.list(body, data, new Scope(undefined, [["$", data]]));
    this.#depth--;
  }

  #pipe(pipe: Pipe, dot: unknown, scope: Scope): unknown {
    let value: unknown;
    pipe.commands.forEach((command, index) => {
      value = this.#command(command, { dot, scope, final: index === 0 ? [] : [value] });
    });
    for (const name of pipe.declared) {
      if (pipe.assigns) scope.assign(name, value);
      else scope.declare(name, value);
    }
    return value;
  }

  #command(command: Command, context: { dot: unknown; scope: Scope; final: readonly unknown[] }): unknown {
    const { dot, scope, final } = context;
    const [first, ...rest] = command.operands;
    if (first === undefined) return null;
    const evaluate = (operand: Operand): unknown => this.#operand(operand, dot, scope);
    if (first.kind === "function") return this.#function(first.name, command, { evaluate, rest, final });
    const called = rest.length > 0 || final.length > 0;
    if (first.kind === "field" || first.kind === "variable" || first.kind === "chain") {
      const args = called ? [...rest.map(evaluate), ...final] : [];
      return this.#reach(first, { dot, scope, args });
    }
    if (called)
      throw this.#error(first, operandText(first), `can't give argument to non-function ${operandText(first)}`);
    if (first.kind === "nil") throw this.#error(first, "nil", "nil is not a command");
    return evaluate(first);
  }

  #function(
    name: string,
    command: Command,
    parts: { evaluate(operand: Operand): unknown; rest: readonly Operand[]; final: readonly unknown[] },
  ): unknown {
    const { evaluate, rest, final } = parts;
    if (name === "and" || name === "or") return shortCircuit(name === "or", rest, evaluate, final);
    const target = this.#options.functions[name];
    if (target === undefined) throw this.#error(command, commandText(command), `"${name}" is not a defined function`);
    const args = [...rest.map(evaluate), ...final];
    if (args.length < target.least || args.length > (target.most ?? Number.POSITIVE_INFINITY)) {
      const wants = target.most === target.least ? `want ${target.least}` : `want at least ${target.least}`;
      throw this.#error(command, commandText(command), `wrong number of args for ${name}: ${wants} got ${args.length}`);
    }
    try {
      return target.call(args);
    } catch (error) {
      throw this.#error(command, commandText(command), `error calling ${name}: ${(error as Error).message}`);
    }
  }

  #operand(operand: Operand, dot: unknown, scope: Scope): unknown {
    switch (operand.kind) {
      case "dot":
        return dot;
      case "nil":
        return null;
      case "constant":
        return operand.value;
      case "function":
        return this.#function(
          operand.name,
          { operands: [operand], start: operand.start },
          { evaluate: () => null, rest: [], final: [] },
        );
      default:
        return this.#reach(operand, { dot, scope, args: [] });
    }
  }

  /** Follows the names of an operand; arguments go to the last. */
  #reach(
    operand: Extract<Operand, { kind: "field" | "variable" | "chain" }>,
    context: { dot: unknown; scope: Scope; args: readonly unknown[] },
  ): unknown {
    const { dot, scope, args } = context;
    let value =
      operand.kind === "field"
        ? dot
        : operand.kind === "variable"
          ? scope.get(operand.name)
          : this.#pipe(operand.pipe, dot, scope);
    if (operand.names.length === 0 && args.length > 0) {
      throw this.#error(operand, operandText(operand), `can't give argument to non-function ${operandText(operand)}`);
    }
    operand.names.forEach((name, index) => {
      value = this.#member(value, name, { operand, args: index === operand.names.length - 1 ? args : [] });
    });
    return value;
  }

  #member(value: unknown, name: string, context: { operand: Operand; args: readonly unknown[] }): unknown {
    const { operand, args } = context;
    const fail = (message: string): Error => this.#error(operand, operandText(operand), message);
    if (value instanceof GoStruct) {
      const method = Object.hasOwn(value.methods, name) ? value.methods[name] : undefined;
      if (method !== undefined) {
        if (args.length !== method.arity) {
          throw fail(`wrong number of args for ${name}: want ${method.arity} got ${args.length}`);
        }
        return method.call(...args);
      }
      if (value.fields.has(name)) return value.fields.get(name);
      throw fail(`can't evaluate field ${name} in type ${value.typeName}`);
    }
    if (isMap(value)) {
      if (args.length > 0) throw fail(`${name} is not a method but has arguments`);
      if (Object.hasOwn(value, name)) return value[name];
      if (this.#options.strictMaps === true) throw fail(`map has no entry for key ${JSON.stringify(name)}`);
      return noValue;
    }
    if (value instanceof GoNil) throw fail(`nil pointer evaluating ${value.kind}.${name}`);
    if (value === null || value === undefined) throw fail(`nil pointer evaluating interface {}.${name}`);
    if (value === noValue) return noValue;
    throw fail(
      `can't evaluate field ${name} in type ${this.#options.strictMaps === true ? "interface {}" : typeName(value)}`,
    );
  }

  #error(at: { readonly start: number }, text: string, message: string): Error {
    const { name, source } = this.#template;
    const before = source.slice(0, at.start);
    const line = before.split("\n").length;
    const column = new TextEncoder().encode(before.slice(before.lastIndexOf("\n") + 1)).length;
    return new Error(`template: ${name}:${line}:${column}: executing ${JSON.stringify(name)} at <${text}>: ${message}`);
  }
}

/** `and` and `or` look at no more of their arguments than they must. */
function shortCircuit(
  stopAt: boolean,
  rest: readonly Operand[],
  evaluate: (operand: Operand) => unknown,
  final: readonly unknown[],
): unknown {
  let value: unknown;
  for (const operand of rest) {
    value = evaluate(operand);
    if (isTrue(value) === stopAt) return value;
  }
  for (const last of final) value = last;
  return value;
}
