import { unescapePath } from "#api/query.ts";
import { type OperationName, operations } from "#api/routes.gen.ts";
import { apiVersion } from "#api/version.ts";

export interface Match {
  readonly name: OperationName;
  /** As the spec has it, with its `{…}`. */
  readonly path: string;
  /** The version in the path; without one, the newest. */
  readonly version: string;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Route {
  readonly name: OperationName;
  readonly path: string;
  readonly pattern: RegExp;
  readonly literals: number;
}

const routes = new Map<string, readonly Route[]>();
for (const [name, operation] of Object.entries(operations)) {
  const key = bucket(operation.method, operation.path);
  const route = routeOf(name as OperationName, operation);
  routes.set(
    key,
    [...(routes.get(key) ?? []), route].sort((a, b) => b.literals - a.literals),
  );
}

function routeOf(name: OperationName, operation: { readonly path: string }): Route {
  const source = operation.path.replace(/\{(\w+)\}/g, "(?<$1>.*)");
  return {
    name,
    path: operation.path,
    pattern: new RegExp(`^${source}$`, "s"),
    literals: operation.path.replace(/\{\w+\}/g, "").length,
  };
}

function bucket(method: string, path: string): string {
  return `${method} ${path.split("/", 2)[1] ?? ""}`;
}

/** The operation that a request names, whatever its version, as in Docker; undefined: page not found. `path` is percent-encoded and without query. */
export function matchRoute(method: string, path: string): Match | undefined {
  const [, prefix, rest] = /^\/v([0-9.]+)(\/.*)$/s.exec(path) ?? [];
  const version = prefix ?? apiVersion;
  const plain = unescapePath(rest ?? path);
  for (const route of routes.get(bucket(method, plain)) ?? []) {
    const match = route.pattern.exec(plain);
    if (match !== null) return { name: route.name, path: route.path, version, parameters: { ...match.groups } };
  }
  return undefined;
}

/** Where Go's mux would redirect to, as it does for `//`, `.` and `..` in a path; undefined for a clean one. */
export function cleanPath(path: string): string | undefined {
  const plain = unescapePath(path);
  if (!/\/(\/|\.\.?(\/|$))/.test(plain)) return undefined;
  const parts: string[] = [];
  for (const part of plain.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.map(encodeURIComponent).join("/")}${plain.endsWith("/") && parts.length > 0 ? "/" : ""}`;
}
