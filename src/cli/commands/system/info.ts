import type { SystemInfo } from "#api/types.gen.ts";
import { systemInfo } from "#client/system-info.ts";
import type { Value } from "#formats/go-template/value.ts";
import { noArguments } from "../../arguments.ts";
import { buildInfo } from "../../build-info.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { string } from "../../flags/scalars.ts";
import { infoText } from "../../format/info-text.ts";
import { printObject } from "../../format/object.ts";
import { templateHelp } from "../../help/format-flag.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: { format: string({ short: "f", usage: templateHelp }) },
  aliases: ["docker system info", "docker info"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags }) => {
  const answer = await systemInfo(op, client).catch((error: Error) => error);
  const own = { Debug: false, Context: io.contextName, Plugins: [], Warnings: null };
  if (flags.format !== "") {
    const server = answer instanceof Error ? { ServerErrors: [answer.message] } : answer;
    const whole = { ...server, ClientInfo: own };
    await printObject(io.stdout, whole, { format: flags.format, goValue: () => infoStruct(whole) });
  } else {
    io.stdout.write(`${clientText(io.contextName)}\nServer:\n`);
    if (!(answer instanceof Error)) io.stdout.write(`${infoText(answer)}\n`);
  }
  if (answer instanceof Error) throw new ExitError(1, answer.message);
  if (flags.format === "") io.stderr.write(warningsText(answer));
});

function clientText(context: string): string {
  return `Client:\n Version:    ${buildInfo.version}\n Context:    ${context}\n Debug Mode: false\n`;
}

function warningsText({ Warnings }: SystemInfo): string {
  return (Warnings ?? []).map((warning) => `${warning}\n`).join("");
}

/** As templates see it: the engine's facts and the client's in one struct. */
async function infoStruct(whole: object): Promise<Value> {
  const { convert } = await import("../../inspect/typed-value.ts");
  const { dockerInfoType } = await import("../../inspect/info-types.ts");
  return convert(whole, dockerInfoType());
}
