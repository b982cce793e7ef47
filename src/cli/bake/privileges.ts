import { posix } from "node:path";
import { isRemote } from "./check.ts";
import { type Entitlements, noEntitlements } from "./entitlements.ts";
import type { BakeTarget } from "./target.ts";

export interface PrivilegeSurroundings {
  /** Absolute, without links. What lies below it may be read and written. */
  readonly workingDirectory: string;
  /** The part of an absolute path that exists, without links, and the rest. */
  resolve(path: string): { readonly existing: string; readonly rest: string };
}

/** What targets ask for beyond what is allowed. */
export function missingPrivileges(
  targets: readonly BakeTarget[],
  allowed: Entitlements,
  surroundings: PrivilegeSurroundings,
): Entitlements {
  const missing = noEntitlements();
  for (const target of targets) {
    missing.networkHost ||= asksFor(target, "network.host") && !allowed.networkHost;
    missing.securityInsecure ||= asksFor(target, "security.insecure") && !allowed.securityInsecure;
    missing.ssh ||= (target.ssh ?? []).some(({ paths }) => paths.length === 0) && !allowed.ssh;
  }
  missing.reads.push(...missingPaths(targets.flatMap(readPaths), allowed.reads, surroundings));
  missing.writes.push(...missingPaths(targets.flatMap(writtenPaths), allowed.writes, surroundings));
  return missing;
}

const asksFor = (target: BakeTarget, name: string): boolean => target.entitlements?.includes(name) ?? false;

function readPaths({
  context = ".",
  dockerfile,
  contexts,
  cacheFrom = [],
  secrets = [],
  ssh = [],
}: BakeTarget): string[] {
  const isLocal = !isRemote(context);
  const paths = [...(isLocal ? [context] : []), ...[...(contexts?.values() ?? [])].flatMap(localContext)];
  if (isLocal && dockerfile !== undefined)
    paths.push(posix.resolve("/", dockerfile) === dockerfile ? dockerfile : posix.join(context, dockerfile));
  for (const { type, attributes } of cacheFrom) if (type === "local") paths.push(attributes.get("src") ?? "");
  return [...paths, ...secrets.map(({ source }) => source), ...ssh.flatMap((one) => one.paths)].filter(
    (path) => path !== "",
  );
}

/** Names of images, targets and layouts are no paths. */
const localContext = (context: string): string[] =>
  isRemote(context) || context.includes("://") || context.startsWith("target:") ? [] : [context];

function writtenPaths({ outputs = [], cacheTo = [] }: BakeTarget): string[] {
  const exported = outputs.map(({ destination }) => destination);
  const cached = cacheTo.map(({ type, attributes }) => (type === "local" ? (attributes.get("dest") ?? "") : ""));
  return [...exported, ...cached].filter((path) => path !== "" && path !== "-");
}

const isBelow = (path: string, parent: string): boolean =>
  path === parent || path.startsWith(parent.endsWith("/") ? parent : `${parent}/`);

function missingPaths(
  paths: readonly string[],
  allowed: readonly string[],
  { workingDirectory, resolve }: PrivilegeSurroundings,
): string[] {
  if (allowed.includes("*")) return [];
  const resolved = (path: string): ReturnType<typeof resolve> => resolve(posix.resolve(workingDirectory, path));
  const open = [workingDirectory, ...allowed].map((path) => {
    const { existing, rest } = resolved(path);
    return posix.join(existing, rest);
  });
  const wanted = [...new Set(paths.map((path) => resolved(path).existing))].sort();
  return wanted
    .filter((path) => !wanted.some((other) => other !== path && isBelow(path, other)))
    .filter((path) => !open.some((parent) => isBelow(path, parent)));
}
