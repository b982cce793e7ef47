import { basename } from "node:path";
import { defaultHost } from "#client/connection.ts";

const ownHost = "unix:///run/gantry.sock";

/** Where the engine is when nothing names it: Docker's place for `docker`, our own for every other name. */
export function defaultHostFor(calledAs: string = process.argv0): string {
  return basename(calledAs) === "docker" ? defaultHost : ownHost;
}
