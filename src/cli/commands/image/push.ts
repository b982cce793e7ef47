import { imagePush } from "#client/image-push.ts";
import { referenceText, repositoryOf } from "#formats/reference/reference.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { Credentials } from "../../credentials/credentials.ts";
import { bool, string } from "../../flags/scalars.ts";
import { printNote } from "../../format/note.ts";
import { interruptible } from "../../streams/interruptible.ts";
import { showProgress } from "../../streams/progress.ts";
import { platformQuery } from "../../values/platform.ts";
import { namedImages } from "./pull.ts";
import { pushNote } from "./push-notes.ts";
import { checkTrust, trustFlag } from "./trust.ts";

export const command = {
  usage: "[OPTIONS] NAME[:TAG]",
  arguments: exactly(1),
  flags: {
    "all-tags": bool({ short: "a", usage: "Push all tags of the repository" }),
    "disable-content-trust": trustFlag,
    platform: string({ usage: "Send only this platform (os[/arch[/variant]]), as an image of a single platform" }),
    quiet: bool({ short: "q", usage: "Suppress all but the image's name" }),
  },
  aliases: ["docker image push", "docker push"],
} satisfies Command;

const platformNote = `Using --platform pushes only the specified platform manifest of a multi-platform image index.
Other components, like attestations, will not be included.
To push the complete multi-platform image, remove the --platform flag.
`;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const [name = ""] = args;
  const platform = pushedPlatform(flags.platform);
  if (platform !== "") printNote(io.stdout, platformNote);
  const reference = namedImages(io, name, { all: flags["all-tags"], quiet: flags.quiet });
  if (reference.digest !== undefined) throw new Error("cannot push a digest reference");
  checkTrust(io, flags["disable-content-trust"]);
  await interruptible(op, io, async (ended) => {
    const answer = await imagePush(ended, client, repositoryOf(reference), {
      ...(reference.tag === undefined ? {} : { tag: reference.tag }),
      platform,
      registryAuth: await new Credentials(io).headerFor(ended, reference),
    });
    const notes: string[] = [];
    const aux = (value: unknown): void => void notes.push(...pushNote(value));
    try {
      await showProgress(flags.quiet ? undefined : io.stdout, answer.body, { aux });
      if (flags.quiet) io.stdout.write(`${referenceText(reference)}\n`);
    } finally {
      for (const note of notes) printNote(io.stdout, note);
    }
  });
});

function pushedPlatform(text: string): string {
  try {
    return platformQuery(text);
  } catch (error) {
    throw new Error(`Invalid platform ${text}${(error as Error).message}`);
  }
}
