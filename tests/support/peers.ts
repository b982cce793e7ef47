import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** The project's folder. */
export const projectFolder = join(import.meta.dir, "../..");

let folder: string | undefined;

/** The folder of the stock Docker programs; fetched where they are not there. */
export function peersFolder(): string {
  folder ??= process.env["GANTRY_PEERS"] ?? fetchPeers();
  return folder;
}

function fetchPeers(): string {
  return execFileSync(join(projectFolder, "tools/peers/fetch.sh"), { encoding: "utf8" }).trim();
}

/** The stock docker client. */
export function dockerClient(): string {
  return `${peersFolder()}/usr/bin/docker`;
}

/** The executable under test. */
export function gantryExecutable(): string {
  return process.env["GANTRY"] ?? join(projectFolder, "dist/gantry");
}
