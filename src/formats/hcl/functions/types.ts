import { type Diagnostic, rangeText } from "../diagnostic.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import type { Scope } from "../evaluate/scope.ts";
import type { Expression } from "../syntax/ast.ts";
import { convert, Unconvertible } from "../value/convert.ts";
import { dynamicType, type Type } from "../value/type.ts";
import { boolValue, type Capsule, capsuleValue, type Value } from "../value/value.ts";
import { FunctionError, type HclFunction, type Parameter, parameter } from "./function.ts";
import { typeOf } from "./type-expression.ts";

const typeConstraint: Type = { kind: "capsule", name: "type constraint" };
const closureType: Type = { kind: "capsule", name: "expression closure" };

interface Closure {
  readonly expression: Expression;
  readonly scope: Scope | undefined;
}

const held = <T>(value: Value): T => (value.content as Capsule).held as T;

const closure = (name: string): Parameter =>
  parameter(name, closureType, {
    decode: (expression, scope) => capsuleValue(closureType, { expression, scope } satisfies Closure),
  });

/** The first of the expressions that has a value. */
function tryEach(args: readonly Value[]): Value {
  if (args.length === 0) throw new FunctionError("at least one argument is required");
  const all: Diagnostic[] = [];
  for (const arg of args) {
    const { expression, scope } = held<Closure>(arg);
    const found: Diagnostic[] = [];
    const value = evaluate(expression, scope, found);
    if (found.length === 0) return value;
    all.push(...found);
  }
  const lines = all.map(({ summary, detail, subject }) => {
    const where = subject === undefined ? "" : ` (at ${rangeText(subject)})`;
    return `- ${summary}${where}\n  ${detail}\n`;
  });
  throw new FunctionError(
    `no expression succeeded:\n${lines.join("")}\nAt least one expression must produce a successful result`,
  );
}

export const typeFunctions: Readonly<Record<string, HclFunction>> = {
  try: { parameters: [], rest: closure("expressions"), run: tryEach },
  can: {
    parameters: [closure("expression")],
    run([arg]) {
      const { expression, scope } = held<Closure>(arg!);
      const found: Diagnostic[] = [];
      evaluate(expression, scope, found);
      return boolValue(found.length === 0);
    },
  },
  convert: {
    parameters: [
      parameter("value", dynamicType, { allowsNull: true }),
      parameter("type", typeConstraint, {
        decode: (expression, _scope, found) => capsuleValue(typeConstraint, typeOf(expression, found)),
      }),
    ],
    run([value, type]) {
      try {
        // The result has the very type that it says: of attributes, none may be left out after all.
        return convert(value!, convert(value!, held<Type>(type!)).type);
      } catch (error) {
        if (error instanceof Unconvertible) throw new FunctionError(error.message, 0);
        throw error;
      }
    },
  },
};
