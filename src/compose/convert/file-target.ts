import type { FileReference } from "../shape/file-reference.ts";

/** Where a config is to stand in a container: at the root, unless its target says. */
export function configTarget({ source = "", target }: FileReference): string {
  return inFolder("/", target || source);
}

/** Where a secret is to stand in a container. */
export function secretTarget({ source = "", target }: FileReference): string {
  return inFolder("/run/secrets/", target || source);
}

function inFolder(folder: string, target: string): string {
  return isAbsolute(target) ? target : folder + target;
}

/** As containers of either system have it. */
export function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path) || path.startsWith("\\\\");
}
