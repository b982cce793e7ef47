import { createReadStream, openSync } from "node:fs";
import { imageImport } from "#client/image-import.ts";
import { parseReference } from "#formats/reference/reference.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { openError } from "../../container-spec/key-values.ts";
import { sending } from "../../copy/sending.ts";
import { ExitError } from "../../errors.ts";
import { list } from "../../flags/lists.ts";
import { string } from "../../flags/scalars.ts";
import { interruptible } from "../../streams/interruptible.ts";
import { showProgress } from "../../streams/progress.ts";

export const command = {
  usage: "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]",
  arguments: atLeast(1),
  flags: {
    change: list({ short: "c", usage: "Dockerfile instruction to lay over the new image" }),
    message: string({ short: "m", usage: "Comment of the new image" }),
    platform: string({ usage: "Platform of the new image" }),
  },
  aliases: ["docker image import", "docker import"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const [source = "", reference = ""] = args;
  if (reference !== "") parseReference(reference);
  const options = { reference, message: flags.message, changes: flags.change, platform: flags.platform };
  await interruptible(op, io, async (ended) => {
    if (/^https?:\/\//.test(source)) {
      const answer = await imageImport(ended, client, { ...options, source });
      return await showProgress(io.stdout, answer.body);
    }
    const archive = source === "-" ? io.stdin.read(ended.signal) : fileInput(source);
    await sending(ended, archive, async (sent, body) => {
      const answer = await imageImport(sent, client, { ...options, source: "-", archive: body });
      await showProgress(io.stdout, answer.body);
    });
  });
});

function fileInput(path: string): AsyncIterable<Uint8Array> {
  try {
    return createReadStream("", { fd: openSync(path, "r"), highWaterMark: 1 << 18 });
  } catch (error) {
    throw new ExitError(1, openError(path, error));
  }
}
