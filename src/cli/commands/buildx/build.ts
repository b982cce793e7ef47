import { buildFlags } from "../../build/build-flags.ts";
import { Builders } from "../../builders/builders.ts";
import { type Command, runs } from "../../command.ts";
import * as docker from "../image/build.ts";

/** As `docker build`, without what only Docker lists. */
export const command = { ...docker.command, flags: buildFlags } satisfies Command;

/** As `docker build`, with the builder that is in use. */
export const run = runs(command, async (op, io, client, { flags, args, changed }) => {
  new Builders(io).checkUsable(flags.builder);
  const trust = { "disable-content-trust": true };
  const given = { args, flags: { ...flags, ...trust }, changed: (name: string) => changed(name as keyof typeof flags) };
  return await docker.run(op, io, client, given);
});
