import type { Diagnostic, Range } from "../diagnostic.ts";
import type { HclExpression } from "./expression.ts";

/** What a body may have: the names of attributes, and the types of blocks with those of their labels. */
export interface Schema {
  readonly attributes: readonly { readonly name: string; readonly isRequired?: boolean }[];
  readonly blocks: readonly { readonly type: string; readonly labels: readonly string[] }[];
}

export interface BodyAttribute {
  readonly name: string;
  readonly expression: HclExpression;
  readonly range: Range;
  readonly nameRange: Range;
}

export interface BodyBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: HclBody;
  /** Its head. */
  readonly range: Range;
  readonly typeRange: Range;
  readonly labelRanges: readonly Range[];
}

export interface Content {
  readonly attributes: ReadonlyMap<string, BodyAttribute>;
  readonly blocks: readonly BodyBlock[];
  /** The body without what the schema names. */
  readonly rest: HclBody;
}

/** A file or the inside of a block. What is wrong is added to `found`. */
export interface HclBody {
  /** Where something that is missing would have to be. */
  readonly missingRange: Range;
  /** What the schema names; nothing else may be there. */
  content(schema: Schema, found: Diagnostic[]): Content;
  /** What the schema names. */
  partialContent(schema: Schema, found: Diagnostic[]): Content;
  /** All of it, as attributes. */
  justAttributes(found: Diagnostic[]): ReadonlyMap<string, BodyAttribute>;
}
