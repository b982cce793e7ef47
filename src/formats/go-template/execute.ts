import { quote } from "#base/strconv.ts";
import type { Branch, Node, Template, TemplateCall } from "./ast.ts";
import { Evaluator, type EvaluatorOptions } from "./evaluate.ts";
import { printableValue, sprint } from "./format-value.ts";
import { isInteger } from "./type.ts";
import { goInt, goString, indirect, isTrue, Value } from "./value.ts";

export interface ExecuteOptions extends Omit<EvaluatorOptions, "template"> {
  /** Takes what is printed before an error. */
  readonly out?: string[];
}

/** Runs a template over a value. @throws Error in Go's words: `template: NAME:LINE:COLUMN: executing …`. */
export function executeTemplate(template: Template, data: Value | undefined, options: ExecuteOptions): string {
  const { out = [] } = options;
  const walker = new Walker(out, new Evaluator({ ...options, template, runs: template.name, data }), 0);
  walker.list(template.body, data);
  return out.join("");
}

type Flow = "next" | "break" | "continue";

const maxDepth = 100_000;

/** Walks the nodes of one template; `dot` is what `.` stands for. */
class Walker {
  readonly #out: string[];
  readonly #evaluator: Evaluator;
  readonly #depth: number;

  constructor(out: string[], evaluator: Evaluator, depth: number) {
    this.#out = out;
    this.#evaluator = evaluator;
    this.#depth = depth;
  }

  list(nodes: readonly Node[], dot: Value | undefined): Flow {
    for (const node of nodes) {
      const flow = this.#node(node, dot);
      if (flow !== "next") return flow;
    }
    return "next";
  }

  #node(node: Node, dot: Value | undefined): Flow {
    switch (node.kind) {
      case "text":
        this.#out.push(node.text);
        return "next";
      case "action": {
        const value = this.#evaluator.pipe(node.pipe, dot);
        this.#evaluator.at(node);
        if (node.pipe.declared.length === 0) this.#out.push(sprint([printableValue(value)]));
        return "next";
      }
      case "template":
        this.#call(node, dot);
        return "next";
      case "break":
      case "continue":
        return node.kind;
      case "range":
        return this.#evaluator.scoped(() => this.#range(node, dot));
      default:
        return this.#evaluator.scoped(() => this.#branch(node, dot));
    }
  }

  #branch(node: Branch, dot: Value | undefined): Flow {
    const value = this.#evaluator.pipe(node.pipe, dot);
    if (!isTrue(value)) return this.list(node.otherwise, dot);
    return this.list(node.body, node.kind === "with" ? value : dot);
  }

  #range(node: Branch, dot: Value | undefined): Flow {
    const { value } = indirect(this.#evaluator.pipe(node.pipe, dot));
    let any = false;
    for (const [key, element] of this.#entries(value, node)) {
      any = true;
      const flow = this.#evaluator.scoped(() => {
        this.#bind(node, key, element);
        return this.list(node.body, element);
      });
      if (flow === "break") break;
    }
    if (any) return "next";
    // This range is the one that a break in what stands for no element ends, though a continue goes to the one around it.
    const flow = this.list(node.otherwise, dot);
    return flow === "break" ? "next" : flow;
  }

  #entries(value: Value | undefined, { pipe }: Branch): Iterable<readonly [Value | undefined, Value]> {
    if (value === undefined) return [];
    const { kind } = value;
    if (kind === "slice" || kind === "array") return value.elements.map((element, at) => [goInt(at), element]);
    if (kind === "map") {
      const key = value.type.key;
      return value.sortedEntries.map(([name, element]) => [
        key === undefined ? goString(name) : new Value(key, name),
        element,
      ]);
    }
    if (isInteger(kind) && pipe.declared.length > 1) {
      throw this.#evaluator.error(`can't use ${sprint([value])} to iterate over more than one variable`);
    }
    if (isInteger(kind)) return counted(value);
    throw this.#evaluator.error(`range can't iterate over ${sprint([value])}`);
  }

  /** With one variable it is the element, with two the first is the key. */
  #bind({ pipe: { declared, assigns } }: Branch, key: Value | undefined, element: Value): void {
    const set = (name: string, value: Value | undefined): void =>
      assigns ? this.#evaluator.assign(name, value) : this.#evaluator.declare(name, value);
    const [first, second] = declared;
    if (first !== undefined) set(first, second === undefined ? element : key);
    if (second !== undefined) set(second, element);
  }

  #call(node: TemplateCall, dot: Value | undefined): void {
    this.#evaluator.at(node);
    const inner = this.#evaluator.defined(node.name);
    if (inner === undefined) throw this.#evaluator.error(`template ${quote(node.name)} not defined`);
    if (this.#depth === maxDepth) throw this.#evaluator.error(`exceeded maximum template depth (${maxDepth})`);
    const data = node.pipe === undefined ? undefined : this.#evaluator.pipe(node.pipe, dot);
    const evaluator = this.#evaluator.entering(node.name, data);
    try {
      new Walker(this.#out, evaluator, this.#depth + 1).list(inner, data);
    } catch (error) {
      if (error instanceof RangeError) throw this.#evaluator.error(`exceeded maximum template depth (${maxDepth})`);
      throw error;
    }
  }
}

function* counted(limit: Value): Iterable<readonly [undefined, Value]> {
  for (let at = 0n; at < (limit.data as bigint); at++) yield [undefined, new Value(limit.type, at)];
}
