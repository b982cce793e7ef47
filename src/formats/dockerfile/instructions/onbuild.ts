import { trimGoSpace } from "#base/go-space.ts";
import { DockerfileError } from "../dockerfile-error.ts";
import type { DockerfileNode } from "../parser/node.ts";
import { atLeastOneArgument } from "./errors.ts";
import { readFlags } from "./flags.ts";

/** The instruction that `ONBUILD` keeps for later, with its heredocs. */
export function readOnbuild(node: DockerfileNode): string {
  const [first] = node.args;
  if (first === undefined) throw atLeastOneArgument("ONBUILD");
  readFlags(node.flags, {});
  const trigger = trimGoSpace(first).toUpperCase();
  if (trigger === "ONBUILD") throw new DockerfileError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  if (trigger === "MAINTAINER" || trigger === "FROM")
    throw new DockerfileError(`${trigger} isn't allowed as an ONBUILD trigger`);
  const expression = node.original.replace(/^[\t\n\f\r ]*ONBUILD[\t\n\f\r ]*/i, "");
  return expression + node.heredocs.map(({ name, content }) => `\n${content}${name}`).join("");
}
