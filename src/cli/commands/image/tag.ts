import { imageTag } from "#client/image-tag.ts";
import { parseReference, repositoryOf, withDefaultTag } from "#formats/reference/reference.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";

export const command = {
  usage: "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
  arguments: exactly(2),
  flags: {},
  aliases: ["docker image tag", "docker tag"],
} satisfies Command;

export const run = runs(command, async (op, _io, client, { args }) => {
  const [source = "", target = ""] = args;
  checkName(source);
  const reference = withDefaultTag(checkName(target));
  if (reference.digest !== undefined) throw new Error("refusing to create a tag with a digest reference");
  await imageTag(op, client, source, { repo: repositoryOf(reference), tag: reference.tag ?? "" });
});

function checkName(text: string): ReturnType<typeof parseReference> {
  try {
    return parseReference(text);
  } catch (error) {
    throw new Error(
      `Error parsing reference: ${JSON.stringify(text)} is not a valid repository/tag: ${(error as Error).message}`,
    );
  }
}
