import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { header, specFolder } from "./spec.ts";

interface OperationSpec {
  readonly route: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly answer?: string;
  readonly transport?: string;
}

/** All operations of `*.operations.yaml`, by name. */
export function readOperations(): Readonly<Record<string, OperationSpec>> {
  const files = readdirSync(specFolder).filter((name) => name.endsWith(".operations.yaml"));
  const specs = files
    .sort()
    .map((name) => (parse(readFileSync(join(specFolder, name), "utf8")) as { operations: object }).operations);
  return Object.assign({}, ...specs);
}

/** `routes.gen.ts`: the route table, for the server's router and for the client. */
export function routesFile(operations: Readonly<Record<string, OperationSpec>>): string {
  const lines = Object.entries(operations).map(([name, spec]) => {
    const [method, path] = spec.route.split(" ");
    const { route: _, query = {}, transport = "plain", ...rest } = spec;
    return `  ${name}: ${JSON.stringify({ method, path, transport, query, ...rest })},\n`;
  });
  return `${header("spec/engine-api/*.operations.yaml")}import type { Operation } from "./operation.ts";

export const operations = {
${lines.join("")}} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;
`;
}
