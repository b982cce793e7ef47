import { readOperations, routesFile } from "./gen-api/routes.ts";
import { schemasFile } from "./gen-api/schemas.ts";
import { readTypes } from "./gen-api/spec.ts";
import { typesFile } from "./gen-api/types.ts";

/** The files made from `spec/engine-api`: path from the repository's root → text. */
export function generate(): Map<string, string> {
  const types = readTypes();
  return new Map([
    ["src/api/types.gen.ts", typesFile(types)],
    ["src/api/schemas.gen.ts", schemasFile(types)],
    ["src/api/routes.gen.ts", routesFile(readOperations())],
  ]);
}
