import type { Diagnostic } from "../diagnostic.ts";
import type { Scope } from "../evaluate/scope.ts";
import type { Expression } from "../syntax/ast.ts";
import { dynamicType, type Type } from "../value/type.ts";
import { isKnown, isNull, unknownOf, type Value } from "../value/value.ts";

export interface Parameter {
  readonly name: string;
  /** Arguments are made so, if they can. */
  readonly type: Type;
  readonly allowsNull?: boolean;
  readonly allowsUnknown?: boolean;
  /** Takes the expression itself, and makes of it what is handed to the function. */
  readonly decode?: (expression: Expression, scope: Scope | undefined, found: Diagnostic[]) => Value;
}

export interface HclFunction {
  readonly parameters: readonly Parameter[];
  /** What takes any number of further arguments. */
  readonly rest?: Parameter;
  /** @throws FunctionError */
  readonly run: (args: readonly Value[]) => Value;
}

/** Why a function has no result; `argument` is which of them is to blame, if one is. */
export class FunctionError extends Error {
  override readonly name = "FunctionError";
  readonly argument: number | undefined;

  constructor(message: string, argument?: number) {
    super(message);
    this.argument = argument;
  }
}

export const parameter = (name: string, type: Type = dynamicType, allows: Partial<Parameter> = {}): Parameter => ({
  name,
  type,
  ...allows,
});

/** A call with arguments of the types of their parameters. @throws FunctionError */
export function call({ parameters, rest, run }: HclFunction, args: readonly Value[]): Value {
  let isCertain = true;
  args.forEach((value, at) => {
    const taken = parameters[at] ?? rest;
    if (isNull(value) && taken?.allowsNull !== true) throw new FunctionError("argument must not be null", at);
    if (!isKnown(value) && taken?.allowsUnknown !== true) isCertain = false;
  });
  return isCertain ? run(args) : unknownOf(dynamicType);
}
