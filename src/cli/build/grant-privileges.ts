import { realpathSync } from "node:fs";
import { posix } from "node:path";
import type { Op } from "#base/op.ts";
import { type Entitlements, noEntitlements } from "../bake/entitlements.ts";
import { BakeError } from "../bake/errors.ts";
import { privilegeRequest } from "../bake/privilege-request.ts";
import { missingPrivileges } from "../bake/privileges.ts";
import type { BakeTarget } from "../bake/target.ts";
import { saysYes } from "../io/confirm.ts";
import type { Io } from "../io/io.ts";
import { variablesOf } from "../io/variables.ts";

interface PrivilegeWork {
  readonly targets: readonly BakeTarget[];
  readonly allowed: Entitlements;
  /** Called before something is said or asked. */
  beforeSpeaking(): void;
}

/**
 * What targets ask for beyond what `--allow` says, once the user has granted it: nothing is read, written or built before.
 *
 * @throws BakeError where it is not granted
 */
export async function grantPrivileges(
  op: Op,
  io: Io,
  { targets, allowed, beforeSpeaking }: PrivilegeWork,
): Promise<Entitlements> {
  const workingDirectory = realpathSync(".");
  const missing = missingPrivileges(targets, allowed, { workingDirectory, resolve: resolvePath });
  const isTerminal = io.stdin.isTerminal && io.stderr.isTerminal;
  const environment = variablesOf(io.env);
  const command = ["docker", ...process.argv.slice(2)];
  const request = privilegeRequest(missing, { environment, workingDirectory, isTerminal, command });
  if (request === undefined) return noEntitlements();
  beforeSpeaking();
  io.stderr.write(request.text);
  if (!request.isNeeded) return missing;
  if (isTerminal) {
    io.stderr.write("Do you want to grant requested privileges and continue? [y/N] ");
    if (await saysYes(op, io)) return missing;
  }
  throw new BakeError("additional privileges requested");
}

/** Follows links as far as the path exists. */
function resolvePath(path: string): { existing: string; rest: string } {
  let head = path;
  let rest = "";
  for (;;) {
    try {
      return { existing: realpathSync(head), rest };
    } catch (error) {
      if (head === "/") throw error;
      rest = posix.join(posix.basename(head), rest);
      head = posix.dirname(head);
    }
  }
}
