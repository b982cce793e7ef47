import { writeFileSync } from "node:fs";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { fileError } from "#compose/file/file-access.ts";
import type { Io } from "../../io/io.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { imagePinner } from "../config/digests.ts";
import { type ConfigInvocation, configFlags, skippedSteps } from "../config/flags.ts";
import { hashLines } from "../config/hashes.ts";
import { listedNames } from "../config/listings.ts";
import { renderModel, renderProject } from "../config/render.ts";
import { variableListing } from "../config/variables.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  flags: configFlags,
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags } = invocation;
  const names =
    (await listedNames(op, { ...invocation, flags: { ...flags, profiles: false, images: false } })) ??
    (flags.hash === "" ? await listedNames(op, invocation) : await hashLines(op, invocation));
  if (names !== undefined) printLines(io, names);
  else if (flags.variables) printUnlessQuiet(io, invocation, await variableListing(op, invocation));
  else if (flags.environment) printUnlessQuiet(io, invocation, await environmentListing(op, invocation));
  else save(io, invocation, await rendered(op, io, client, invocation));
});

function rendered(op: Op, io: Io, client: Client, invocation: ConfigInvocation): Promise<string> {
  const { flags } = invocation;
  const isPinned = flags["resolve-image-digests"] || flags["lock-image-digests"];
  const pin = isPinned ? imagePinner(op, io, client) : undefined;
  return (flags["no-interpolate"] ? renderModel : renderProject)(op, invocation, pin);
}

/** The variables that stand for `${…}` in the files. @throws ComposeError */
async function environmentListing(op: Op, { flags, settings, projects, args }: ConfigInvocation): Promise<string> {
  const options = { skips: skippedSteps(flags, settings), services: args, discardsFiles: true };
  const { environment } = await projects.open(op, options);
  const lines = [...environment].map(([name, value]) => `${name}=${value}`);
  return lines
    .sort()
    .map((line) => `${line}\n`)
    .join("");
}

function printLines(io: Io, lines: readonly string[]): void {
  io.stdout.write(lines.map((line) => `${line}\n`).join(""));
}

function printUnlessQuiet(io: Io, { flags }: ConfigInvocation, text: string): void {
  if (!flags.quiet) io.stdout.write(text);
}

function save(io: Io, { flags: { quiet, output } }: ConfigInvocation, text: string): void {
  if (quiet) return;
  if (output === "" || text === "") {
    io.stdout.write(text);
    return;
  }
  try {
    writeFileSync(output, text);
  } catch (error) {
    throw fileError(error, "open", output);
  }
}
