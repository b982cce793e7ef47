import { containerRemove } from "#client/container-remove.ts";
import { isStatus } from "#client/errors.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { dryRunFlag, rehearse } from "../../dry-run/dry-run.ts";
import { forEachResult } from "../../each.ts";
import { bool } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] CONTAINER [CONTAINER...]",
  arguments: atLeast(1),
  flags: {
    "dry-run": dryRunFlag,
    force: bool({ short: "f", usage: "Force the removal of containers that run, by killing them" }),
    link: bool({ short: "l", usage: "Remove only the link that is named" }),
    volumes: bool({ short: "v", usage: "Remove the anonymous volumes of the containers, too" }),
  },
  aliases: ["docker container rm", "docker container remove", "docker rm"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const acts = args.map((name) => ({ Act: "container-remove", Ref: refOf(name), ...actFlags(flags) }));
  const rehearsed = await rehearse(op, client, { dryRun: flags["dry-run"], acts });
  await forEachResult(io, args, async (name, index) => {
    const ref = refOf(name);
    if (ref === "") throw new Error("container name cannot be empty");
    try {
      if (rehearsed !== undefined) return rehearsed(index);
      await containerRemove(op, client, ref, flags);
      return name;
    } catch (error) {
      if (!(flags.force && isStatus(error, 404))) throw error;
      io.stderr.write(`${error.message}\n`);
      return undefined;
    }
  });
});

function refOf(name: string): string {
  return name.replace(/^\/+|\/+$/g, "");
}

function actFlags(flags: { readonly force: boolean; readonly volumes: boolean; readonly link: boolean }) {
  return { Force: flags.force, Volumes: flags.volumes, Link: flags.link };
}
