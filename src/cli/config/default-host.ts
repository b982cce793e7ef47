import { statSync } from "node:fs";
import { basename } from "node:path";
import { defaultHost } from "#client/connection.ts";

const ownSocket = "/run/gantry.sock";
const ownHost = `unix://${ownSocket}`;

/**
 * Where the engine is when nothing names it: Docker's place for `docker`, unless there is only our own socket, and our own
 * for every other name, which never means a Docker that runs beside ours. Elsewhere than on Linux no engine of ours runs: Docker's is meant.
 */
export function defaultHostFor(
  calledAs: string = process.argv0,
  isThere: (path: string) => boolean = isSocket,
  system: NodeJS.Platform = process.platform,
): string {
  if (system === "win32") return "npipe:////./pipe/docker_engine";
  if (system !== "linux") return defaultHost;
  const isDockerThere = isThere(defaultHost.slice("unix://".length));
  if (basename(calledAs) === "docker") return isThere(ownSocket) && !isDockerThere ? ownHost : defaultHost;
  // Where there is no engine at all, Docker's place is the one that people know.
  return isThere(ownSocket) || isDockerThere ? ownHost : defaultHost;
}

function isSocket(path: string): boolean {
  try {
    return statSync(path).isSocket();
  } catch {
    return false;
  }
}
