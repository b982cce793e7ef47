import type { Tree } from "../tree/value.ts";

/** The types that values of files have. An integer is a number, too. */
export type SchemaType = "null" | "boolean" | "number" | "integer" | "string" | "array" | "object";

export interface Format {
  readonly name: string;
  accepts(value: Tree): boolean;
}

/** What a value may be: all that is said must hold. */
export interface Schema {
  readonly types?: readonly SchemaType[];
  readonly values?: readonly string[];
  readonly pattern?: RegExp;
  readonly least?: number;
  readonly most?: number;
  /** A notation that texts and numbers have; of stack files only. */
  readonly format?: Format;
  readonly item?: Schema;
  /** No two items of the list are the same. */
  readonly isSet?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  /** Of keys that match. */
  readonly patterns?: readonly (readonly [key: RegExp, value: Schema])[];
  /** Other keys are refused. */
  readonly isClosed?: boolean;
  readonly required?: readonly string[];
  /** Just one of these must hold. */
  readonly oneOf?: readonly Schema[];
}

export const type = (...types: readonly SchemaType[]): Schema => ({ types });

export const text = type("string");
export const nothing = type("null");
export const flag = type("boolean");
/** What may come of a variable is a text. */
export const flagText = type("boolean", "string");
export const integerText = type("integer", "string");
export const numberText = type("number", "string");

export const oneOf = (...alternatives: readonly Schema[]): Schema => ({ oneOf: alternatives });

export const values = (...known: readonly string[]): Schema => ({ types: ["string"], values: known });

export const matching = (pattern: RegExp): Schema => ({ types: ["string"], pattern });

export const integerFrom = (least: number, most?: number): Schema => ({
  types: ["integer"],
  least,
  ...(most === undefined ? {} : { most }),
});

export const listOf = (item: Schema): Schema => ({ types: ["array"], item });

export const setOf = (item: Schema): Schema => ({ types: ["array"], item, isSet: true });

const extension = [/^x-/, {}] as const;

type Properties = NonNullable<Schema["properties"]>;

/** A mapping with these keys, and those that begin with `x-`. */
export const object = (properties: Properties, ...required: readonly string[]): Schema => ({
  ...exact(properties, ...required),
  patterns: [extension],
});

/** A mapping with these keys, and no other. */
export const exact = (properties: Properties, ...required: readonly string[]): Schema => ({
  types: ["object"],
  properties,
  isClosed: true,
  required,
});

export const orNothing = (schema: Schema): Schema => ({ ...schema, types: [...(schema.types ?? []), "null"] });

/** A mapping whose keys the user chooses. */
export const named = (key: RegExp, value: Schema, isClosed = true): Schema => ({
  types: ["object"],
  patterns: [[key, value]],
  isClosed,
});

export const name = /^[a-zA-Z0-9._-]+$/;
