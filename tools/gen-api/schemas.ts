import type { SchemaTable } from "../../src/api/type-notation.ts";
import { header } from "./spec.ts";

/** `schemas.gen.ts`: the same types as data, for the decoder and the encoder. */
export function schemasFile(table: SchemaTable): string {
  return `${header("spec/engine-api/*.types.yaml")}import type { SchemaTable } from "./type-notation.ts";

export const schemaTable: SchemaTable = ${JSON.stringify(table, undefined, 1)};
`;
}
