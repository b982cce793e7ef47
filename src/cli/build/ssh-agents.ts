import { statSync } from "node:fs";
import { notSupported } from "#base/errors.ts";

/** `--ssh default`, `--ssh id=socket`: sockets of agents by their names. @throws Error in buildx's words */
export function parseAgents(
  texts: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> {
  return new Map(
    texts.map((text) => {
      const equals = text.indexOf("=");
      const id = equals < 0 ? text : text.slice(0, equals);
      const path = equals < 0 ? env["SSH_AUTH_SOCK"] : text.slice(equals + 1);
      if (path === undefined || path === "")
        throw new Error("invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set");
      if (statSync(path, { throwIfNoEntry: false })?.isSocket() !== true)
        throw notSupported(`keys without an agent: ${path}`);
      return [id, path];
    }),
  );
}
