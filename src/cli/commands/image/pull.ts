import { imagePull } from "#client/image-create.ts";
import {
  parseReference,
  type Reference,
  referenceText,
  repositoryOf,
  withDefaultTag,
} from "#formats/reference/reference.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { Credentials } from "../../credentials/credentials.ts";
import { bool, string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { interruptible } from "../../streams/interruptible.ts";
import { showProgress } from "../../streams/progress.ts";
import { checkTrust, trustFlag } from "./trust.ts";

export const command = {
  usage: "[OPTIONS] NAME[:TAG|@DIGEST]",
  arguments: exactly(1),
  flags: {
    "all-tags": bool({ short: "a", usage: "Download all tags of the repository" }),
    "disable-content-trust": trustFlag,
    platform: string({ usage: "Platform to fetch, where the image has several (os[/arch[/variant]])" }),
    quiet: bool({ short: "q", usage: "Suppress all but the image's name" }),
  },
  aliases: ["docker image pull", "docker pull"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const [name = ""] = args;
  const reference = namedImages(io, name, { all: flags["all-tags"], quiet: flags.quiet });
  if (reference.digest === undefined) checkTrust(io, flags["disable-content-trust"]);
  await interruptible(op, io, async (ended) => {
    const tag = flags["all-tags"] ? undefined : (reference.digest ?? reference.tag);
    const answer = await imagePull(ended, client, {
      image: repositoryOf(reference),
      ...(tag === undefined ? {} : { tag }),
      platform: flags.platform || io.env["DOCKER_DEFAULT_PLATFORM"] || "",
      registryAuth: await new Credentials(io).headerFor(ended, reference),
    });
    await showProgress(flags.quiet ? undefined : io.stdout, answer.body);
  });
  io.stdout.write(`${referenceText(reference)}\n`);
});

/** What a name stands for: one image, or with `all` the whole repository. @throws Error in Docker's words */
export function namedImages(
  io: Io,
  name: string,
  { all, quiet }: { readonly all: boolean; readonly quiet: boolean },
): Reference {
  const given = parseReference(name);
  const nameOnly = given.tag === undefined && given.digest === undefined;
  if (all && !nameOnly) throw new Error("tag can't be used with --all-tags/-a");
  if (all || !nameOnly) return given;
  const reference = withDefaultTag(given);
  if (!quiet) io.stdout.write(`Using default tag: ${reference.tag}\n`);
  return reference;
}
