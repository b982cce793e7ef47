import type { Io } from "../io/io.ts";
import { findProgram } from "../machine/find-program.ts";

const helpers: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: "osxkeychain", win32: "wincred" };

/**
 * The helper of the system's keychain, for a user who has no credentials and names no helper, if it is there: on Linux that of
 * `pass` where that program is, and of the secret service otherwise. Empty: none.
 */
export function defaultStore(
  { config, env }: Pick<Io, "config" | "env">,
  system: NodeJS.Platform = process.platform,
): string {
  const { auths, credsStore, credHelpers } = config;
  if (credsStore || Object.keys(credHelpers ?? {}).length > 0 || Object.keys(auths ?? {}).length > 0) return "";
  const isThere = (name: string): boolean => findProgram(name, { env, system }) !== undefined;
  const helper = helpers[system] ?? (isThere("pass") ? "pass" : "secretservice");
  return isThere(`docker-credential-${helper}`) ? helper : "";
}
