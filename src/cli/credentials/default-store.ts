import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import type { Io } from "../io/io.ts";

/**
 * The helper of the system's keychain, for a user who has no credentials and names no helper: `pass` where that program is,
 * `secretservice` otherwise, if the helper is there. Empty: none.
 */
export function defaultStore({ config, env }: Pick<Io, "config" | "env">): string {
  const { auths, credsStore, credHelpers } = config;
  if (credsStore || Object.keys(credHelpers ?? {}).length > 0 || Object.keys(auths ?? {}).length > 0) return "";
  const helper = isProgram("pass", env) ? "pass" : "secretservice";
  return isProgram(`docker-credential-${helper}`, env) ? helper : "";
}

function isProgram(name: string, env: Io["env"]): boolean {
  return (env["PATH"] ?? "").split(":").some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });
}
