import { Builders } from "../../builders/builders.ts";
import { runs } from "../../command.ts";
import { run as build, command } from "../image/build.ts";

export { command };

/** As `docker build`, with the builder that is in use. */
export const run = runs(command, async (op, io, client, invocation) => {
  new Builders(io).checkUsable(invocation.flags.builder);
  return await build(op, io, client, invocation);
});
