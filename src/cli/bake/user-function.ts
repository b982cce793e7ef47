import type { HclExpression } from "#formats/hcl/body/expression.ts";
import { type Diagnostic, HclError, throwIfWrong } from "#formats/hcl/diagnostic.ts";
import type { Scope } from "#formats/hcl/evaluate/scope.ts";
import { type HclFunction, parameter } from "#formats/hcl/functions/function.ts";
import { tupleValue } from "#formats/hcl/value/value.ts";
import type { FunctionDefinition } from "./definitions.ts";
import { BakeError } from "./errors.ts";

export interface UserFunction {
  readonly parameters: readonly string[];
  readonly rest: string | undefined;
  readonly result: HclExpression;
}

/** The parts of a function that a file defines. @throws HclError, BakeError */
export function readFunction({ name, parameters, rest, result }: FunctionDefinition): UserFunction {
  if (result === undefined) throw new BakeError(`empty result not allowed for ${name}`);
  if (parameters === undefined) throw new BakeError(`empty params not allowed for ${name}`);
  const found: Diagnostic[] = [];
  const refuse = (subject: Diagnostic["subject"]): string => {
    found.push({ summary: "Invalid param element", detail: "Each parameter name must be an identifier.", subject });
    return "";
  };
  const items = parameters.expression.items();
  if (items === undefined)
    throw new HclError([
      {
        summary: "Invalid expression",
        detail: "A static list expression is required.",
        subject: parameters.expression.startRange,
      },
    ]);
  const names = items.map((item) => item.keyword() ?? refuse(item.range));
  const more = rest === undefined ? undefined : (rest.expression.keyword() ?? refuse(rest.range));
  throwIfWrong(found);
  return { parameters: names, rest: more, result: result.expression };
}

/** A function that evaluates its result with its parameters as variables. */
export function callable({ parameters, rest, result }: UserFunction, scope: Scope): HclFunction {
  return {
    parameters: parameters.map((name) => parameter(name)),
    ...(rest === undefined ? {} : { rest: parameter(rest) }),
    run(args) {
      const names = parameters.map((name, at) => [name, args[at]!] as const);
      const more = rest === undefined ? [] : [[rest, tupleValue(args.slice(parameters.length))] as const];
      const found: Diagnostic[] = [];
      const value = result.evaluate(scope.child([...names, ...more]), found);
      throwIfWrong(found);
      return value;
    },
  };
}
