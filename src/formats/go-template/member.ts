import { quote } from "#base/strconv.ts";
import type { GoType, Method } from "./type.ts";
import { indirect, type Value, zeroOf } from "./value.ts";

/** What a key gives that a map lacks. */
export type MissingKey = "no value" | "error" | "zero";

export interface MemberContext {
  readonly hasArguments: boolean;
  readonly missingKey: MissingKey;
  fail(message: string): Error;
}

/** A value, or a method that is still to be called. */
export type Member = { readonly value: Value | undefined } | { readonly method: Method; readonly receiver: Value };

/** What `.name` means on a value: a method, a field, or a key of a map. @throws Error in Go's words */
export function memberOf(of: Value | undefined, name: string, context: MemberContext): Member {
  const { fail, missingKey } = context;
  if (of === undefined) {
    if (missingKey === "error") throw fail(`nil data; no entry for key ${quote(name)}`);
    return { value: undefined };
  }
  const { value: receiver, isNil } = indirect(of);
  if (receiver === undefined) return { value: undefined };
  if (receiver.kind === "interface" && isNil) throw fail(`nil pointer evaluating ${of.type.name}.${name}`);
  const method = receiver.type.methods?.get(name) ?? (isNil ? receiver.type.elem?.methods?.get(name) : undefined);
  if (method !== undefined) return { method, receiver };
  if (receiver.kind === "struct") {
    const value = receiver.fieldNamed(name);
    if (value !== undefined && context.hasArguments)
      throw fail(`${name} has arguments but cannot be invoked as function`);
    if (value !== undefined) return { value };
  }
  if (receiver.kind === "map" && receiver.type.key?.name === "string")
    return { value: entryOf(receiver, name, context) };
  if (isNil && isFieldOf(receiver, name)) throw fail(`nil pointer evaluating ${of.type.name}.${name}`);
  throw fail(`can't evaluate field ${name} in type ${of.type.name}`);
}

function entryOf(map: Value, name: string, { hasArguments, missingKey, fail }: MemberContext): Value | undefined {
  if (hasArguments) throw fail(`${name} is not a method but has arguments`);
  const found = map.entries.get(name);
  if (found !== undefined) return found;
  if (missingKey === "error") throw fail(`map has no entry for key ${quote(name)}`);
  return missingKey === "zero" && map.type.elem !== undefined ? zeroOf(map.type.elem) : undefined;
}

function isFieldOf({ type: { elem } }: Value, name: string): boolean {
  return elem?.kind !== "struct" || hasField(elem, name);
}

function hasField({ fields = [], elem }: GoType, name: string): boolean {
  if (elem !== undefined) return hasField(elem, name);
  return fields.some((field) => field.name === name || (field.embedded === true && hasField(field.type, name)));
}
