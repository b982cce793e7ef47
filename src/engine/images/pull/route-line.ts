import type { Repository } from "#core/registry/contract.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import { statusLine } from "./pull-progress.ts";

/** Where Docker Hub's repositories are. */
const hubHosts = new Set(["registry-1.docker.io", "index.docker.io", "docker.io"]);

/** Says who answered, where that was not the registry itself. */
export function routeLine(repository: Repository): ProgressMessage[] {
  const { route, name } = repository;
  if (route === undefined) return [];
  const host = hostOf(route);
  const isOwn = host === name.domain || (name.domain === "docker.io" && hubHosts.has(host));
  return isOwn ? [] : [statusLine(`Mirror of ${name.domain}: ${route}`)];
}

function hostOf(route: string): string {
  return /^[a-z]+:\/\/([^/]+)/.exec(route)?.[1]?.replace(/:(?:80|443)$/, "") ?? route;
}
