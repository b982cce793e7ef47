import type { Range } from "../diagnostic.ts";
import type { BigFloat } from "../value/big-float.ts";

export interface Property {
  readonly name: string;
  readonly value: Node;
  readonly nameRange: Range;
}

/** A value of a JSON file, with the place where it stands. */
export type Node =
  | {
      readonly kind: "object";
      readonly properties: readonly Property[];
      readonly openRange: Range;
      readonly closeRange: Range;
      readonly range: Range;
    }
  | { readonly kind: "array"; readonly items: readonly Node[]; readonly openRange: Range; readonly range: Range }
  | { readonly kind: "string"; readonly text: string; readonly range: Range }
  | { readonly kind: "number"; readonly number: BigFloat; readonly range: Range }
  | { readonly kind: "bool"; readonly value: boolean; readonly range: Range }
  | { readonly kind: "null" | "invalid"; readonly range: Range };

export const startOf = (node: Node): Range =>
  node.kind === "object" || node.kind === "array" ? node.openRange : node.range;
