import { EngineError } from "#base/errors.ts";
import { atEnd, atStart, between, type Range, rangeText } from "../diagnostic.ts";
import { dynamicValue, stringValue } from "../value/value.ts";
import type { Expression } from "./ast.ts";
import type { TemplatePart } from "./template-part.ts";

type Report = (summary: string, detail: string, subject: Range) => void;
type Part<K> = Extract<TemplatePart, { kind: K }>;

/** The expressions of a template: what stands between directives belongs to these. */
export function assemble(parts: readonly TemplatePart[], report: Report): Expression[] {
  return new Assembler(parts, report).all();
}

const unexpectedEnd = "Unexpected end of template";
const isUnbalanced = "The control directives within this template are unbalanced.";
const mostDepth = 100;

const failed = (range: Range): Expression => ({ kind: "literal", value: dynamicValue, range });
const emptyText = (range: Range): Expression => ({ kind: "literal", value: stringValue(""), range });

class Assembler {
  readonly #parts: readonly TemplatePart[];
  readonly #report: Report;
  #at = 0;
  #depth = 0;

  constructor(parts: readonly TemplatePart[], report: Report) {
    this.#parts = parts;
    this.#report = report;
  }

  all(): Expression[] {
    const found: Expression[] = [];
    while (this.#peek.kind !== "end") found.push(this.#next());
    return found;
  }

  get #peek(): TemplatePart {
    return this.#parts[this.#at]!;
  }

  #next(): Expression {
    const part = this.#peek;
    this.#at += 1;
    switch (part.kind) {
      case "text":
        return { kind: "literal", value: stringValue(part.text), range: part.range };
      case "value":
        return part.expression;
      case "if":
      case "for":
        return this.#nested(() => (part.kind === "if" ? this.#if(part) : this.#for(part)));
      default:
        this.#report(
          part.kind === "end" ? unexpectedEnd : `Unexpected ${part.kind} directive`,
          isUnbalanced,
          part.range,
        );
        return failed(part.range);
    }
  }

  #nested(work: () => Expression): Expression {
    this.#depth += 1;
    if (this.#depth > mostDepth)
      throw new EngineError("invalid-argument", "directives of a template are nested too deeply");
    const result = work();
    this.#depth -= 1;
    return result;
  }

  #if(open: Part<"if">): Expression {
    const where = rangeText(open.range);
    const branches: Expression[][] = [[]];
    for (;;) {
      const next = this.#peek;
      if (next.kind === "end") {
        const detail = `The if directive at ${where} is missing its corresponding endif directive.`;
        return this.#fail(unexpectedEnd, detail, next.range);
      }
      if (next.kind !== "else" && next.kind !== "endif" && next.kind !== "endfor") {
        branches.at(-1)!.push(this.#next());
        continue;
      }
      this.#at += 1;
      if (next.kind === "endif") return this.#conditional(open, branches, next.range);
      if (next.kind === "else" && branches.length === 1) branches.push([]);
      else {
        const detail =
          next.kind === "else"
            ? `Already in the else clause for the if started at ${where}.`
            : `Expecting an endif directive for the if started at ${where}.`;
        return this.#fail(`Unexpected ${next.kind} directive`, detail, next.range);
      }
    }
  }

  #fail(summary: string, detail: string, range: Range): Expression {
    this.#report(summary, detail, range);
    return failed(range);
  }

  #conditional(open: Part<"if">, branches: readonly (readonly Expression[])[], end: Range): Expression {
    return {
      kind: "conditional",
      condition: open.condition,
      whenTrue: template(branches[0]!, atEnd(open.range)),
      whenFalse: template(branches[1] ?? [], atStart(end)),
      range: between(open.range, end),
    };
  }

  #for(open: Part<"for">): Expression {
    const where = rangeText(open.range);
    const content: Expression[] = [];
    for (;;) {
      const next = this.#peek;
      if (next.kind === "end") {
        const detail = `The for directive at ${where} is missing its corresponding endfor directive.`;
        return this.#fail(unexpectedEnd, detail, next.range);
      }
      if (next.kind !== "else" && next.kind !== "endif" && next.kind !== "endfor") {
        content.push(this.#next());
        continue;
      }
      this.#at += 1;
      if (next.kind === "endfor") return join(open, content, next.range);
      const detail =
        next.kind === "else"
          ? "An else clause is not expected for a for directive."
          : `Expecting an endfor directive corresponding to the for directive at ${where}.`;
      return this.#fail(`Unexpected ${next.kind} directive`, detail, next.range);
    }
  }
}

function template(parts: readonly Expression[], empty: Range): Expression {
  const shown = parts.length > 0 ? parts : [emptyText(empty)];
  return { kind: "template", parts: shown, range: between(shown[0]!.range, shown.at(-1)!.range) };
}

function join(open: Part<"for">, content: readonly Expression[], end: Range): Expression {
  const range = between(open.range, end);
  return {
    kind: "join",
    range,
    tuple: {
      kind: "for",
      keyName: open.keyName,
      valueName: open.valueName,
      collection: open.collection,
      key: undefined,
      value: template(content, atEnd(open.range)),
      condition: undefined,
      isGrouped: false,
      openRange: open.range,
      range,
    },
  };
}
