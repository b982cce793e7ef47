import type { Op } from "#base/op.ts";
import { withPlatforms } from "#compose/project/platforms.ts";
import { serviceNamed } from "#compose/project/select.ts";
import { serviceHash } from "#compose/shape/hash.ts";
import type { ConfigInvocation } from "./flags.ts";
import { unresolved } from "./listings.ts";

/** The lines of `--hash`. @throws ComposeError */
export async function hashLines(op: Op, invocation: ConfigInvocation): Promise<readonly string[]> {
  const project = withPlatforms(await unresolved(op, invocation), { isForOne: true });
  const wanted = invocation.flags.hash === "*" ? [...project.services.keys()] : invocation.flags.hash.split(",");
  return wanted.sort().map((name) => `${name} ${serviceHash(serviceNamed(project, name))}`);
}
