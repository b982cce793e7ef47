import type { SystemInfo } from "#api/types.gen.ts";
import { ConnectionFailed } from "#client/errors.ts";
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
import type { Io } from "../../io/io.ts";
import { allPlugins, type Plugin } from "../../plugins/discover.ts";
import { findEntry } from "../../resolve.ts";
import { rootCommands } from "../index.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: { format: string({ short: "f", usage: templateHelp }) },
  aliases: ["docker system info", "docker info"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags: { format } }) => {
  const plugins = pluginsOf(io);
  const own = {
    Debug: false,
    Context: io.contextName,
    Plugins: plugins.map(pluginFacts),
    Warnings: null,
  };
  const isOfClient = format !== "" && format !== "json" && (await isAboutClient(format, own));
  const answer = isOfClient ? {} : await systemInfo(op, client).catch((error: Error) => error);
  if (format !== "") {
    const server = answer instanceof Error ? { ServerErrors: [answer.message] } : answer;
    const whole = { ...server, ClientInfo: own };
    await printObject(io.stdout, whole, { format, goValue: () => infoStruct(whole) });
    if (answer instanceof ConnectionFailed) throw answer;
    // What an engine refused counts as printed.
    if (answer instanceof Error) io.stderr.write(`${answer.message}\n`);
    return;
  }
  io.stdout.write(clientText(io.contextName, plugins));
  for (const { path, fault } of plugins)
    if (fault !== "") io.stderr.write(`WARNING: Plugin "${path}" is not valid: ${fault}\n`);
  io.stdout.write("\nServer:\n");
  if (answer instanceof ConnectionFailed) throw answer;
  if (answer instanceof Error) throw new ExitError(1, `ERROR: ${answer.message}\nerrors pretty printing info`);
  io.stdout.write(`${infoText(answer as SystemInfo)}\n`);
  io.stderr.write(warningsText(answer as SystemInfo));
});

/** Whether a template shows nothing of the engine, so that none need be asked. */
async function isAboutClient(format: string, own: object): Promise<boolean> {
  const { compileTemplate, runTemplate } = await import("../../format/template.ts");
  const { sparseInfoType } = await import("../../inspect/info-types.ts");
  const { convert } = await import("../../inspect/typed-value.ts");
  try {
    runTemplate(compileTemplate(format), convert({ ClientInfo: own }, sparseInfoType));
    return format.includes("{{");
  } catch {
    return false;
  }
}

function pluginsOf({ config, engine: { configFolder }, env }: Io): Plugin[] {
  return allPlugins({ config, configFolder, env }, (name) => findEntry(rootCommands, name) !== undefined);
}

function pluginFacts({ schemaVersion, vendor, version, short, name, path, fault }: Plugin): object {
  return {
    ...(schemaVersion === "" ? {} : { SchemaVersion: schemaVersion }),
    ...(vendor === "" ? {} : { Vendor: vendor }),
    ...(version === "" ? {} : { Version: version }),
    ...(short === "" ? {} : { ShortDescription: short }),
    Name: name,
    Path: path,
    ...(fault === "" ? {} : { Err: fault }),
  };
}

function clientText(context: string, plugins: readonly Plugin[]): string {
  const usable = plugins.filter(({ fault }) => fault === "");
  const lines = usable.flatMap(({ name, short, vendor, version, path }) => [
    `  ${name}: ${short} (${vendor})\n`,
    ...(version === "" ? [] : [`    Version:  ${version}\n`]),
    `    Path:     ${path}\n`,
  ]);
  const shown = lines.length === 0 ? "" : ` Plugins:\n${lines.join("")}`;
  return `Client:\n Version:    ${buildInfo.version}\n Context:    ${context}\n Debug Mode: false\n${shown}`;
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
