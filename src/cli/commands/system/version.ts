import { arch, platform } from "node:process";
import type { ComponentVersion, SystemVersion } from "#api/types.gen.ts";
import type { Client } from "#client/client.ts";
import { systemVersion } from "#client/system-version.ts";
import { maxVersion } from "#client/version.ts";
import type { Value } from "#formats/go-template/value.ts";
import { noArguments } from "../../arguments.ts";
import { buildInfo } from "../../build-info.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { string } from "../../flags/scalars.ts";
import { printObject } from "../../format/object.ts";
import { templateHelp } from "../../help/format-flag.ts";

const flags = { format: string({ short: "f", usage: templateHelp }) };

export const command = { usage: "[OPTIONS]", arguments: noArguments, flags } satisfies Command;

interface ClientVersion {
  readonly Platform?: { readonly Name: string };
  readonly Version: string;
  readonly ApiVersion: string;
  readonly DefaultAPIVersion: string;
  readonly GitCommit: string;
  readonly GoVersion: string;
  readonly Os: string;
  readonly Arch: string;
  readonly BuildTime: string;
  readonly Context: string;
}

export const run = runs(command, async (op, io, client, invocation) => {
  const { format } = invocation.flags;
  if (format !== "" && format !== "json") {
    const { checkedTemplate } = await import("../../format/template.ts");
    checkedTemplate(format, { name: "version", refusal: "template parsing error: " });
  }
  const answer = await systemVersion(op, client).catch((error: Error) => error);
  const server = answer instanceof Error ? undefined : withComponents(answer);
  const versions = { Client: clientVersion(client, io.contextName), Server: server ?? null };
  if (format !== "")
    await printObject(io.stdout, versions, { format, name: "version", goValue: () => versionStruct(versions) });
  else io.stdout.write(clientText(versions.Client) + (server === undefined ? "" : serverText(server)));
  if (answer instanceof Error) throw new ExitError(1, answer.message);
});

function clientVersion(client: Client, context: string): ClientVersion {
  return {
    Version: buildInfo.version,
    ApiVersion: client.version,
    DefaultAPIVersion: maxVersion,
    GitCommit: buildInfo.gitCommit,
    GoVersion: "",
    Os: platform,
    Arch: goArch(arch),
    BuildTime: humanBuildTime(buildInfo.buildTime),
    Context: context,
  };
}

function goArch(name: string): string {
  return { x64: "amd64", ia32: "386" }[name] ?? name;
}

/** An engine of before 18.x lists no components; it is its only one. */
function withComponents(version: SystemVersion): SystemVersion {
  if (version.Components !== undefined && version.Components.length > 0) return version;
  const {
    Version,
    ApiVersion,
    MinAPIVersion = "",
    GoVersion,
    GitCommit,
    BuildTime = "",
    Os,
    Arch,
    Experimental,
  } = version;
  const Details = {
    ApiVersion,
    MinAPIVersion,
    GoVersion,
    GitCommit,
    BuildTime,
    Os,
    Arch,
    Experimental: String(Experimental === true),
  };
  return { ...version, Components: [{ Name: "Engine", Version, Details }] };
}

function clientText(client: ClientVersion): string {
  const { ApiVersion, DefaultAPIVersion } = client;
  const downgraded = ApiVersion === DefaultAPIVersion ? "" : ` (downgraded from ${DefaultAPIVersion})`;
  return [
    "Client:",
    line(1, "Version", client.Version),
    line(1, "API version", `${ApiVersion}${downgraded}`),
    ...(client.GoVersion === "" ? [] : [line(1, "Go version", client.GoVersion)]),
    line(1, "Git commit", client.GitCommit),
    line(1, "Built", client.BuildTime),
    line(1, "OS/Arch", `${client.Os}/${client.Arch}`),
    line(1, "Context", client.Context),
    "",
  ].join("\n");
}

function serverText(server: SystemVersion): string {
  const name = server.Platform?.Name ?? "";
  const components = (server.Components ?? []).map(componentText);
  return `\nServer:${name === "" ? "" : ` ${name}`}\n${components.join("")}`;
}

function componentText({ Name, Version, Details = {} }: ComponentVersion): string {
  const head = ` ${Name}:\n${line(2, "Version", Version)}\n`;
  if (Name !== "Engine") {
    return (
      head +
      Object.keys(Details)
        .sort()
        .map((key) => `${line(2, key, Details[key] ?? "")}\n`)
        .join("")
    );
  }
  const detail = (key: string): string => Details[key] ?? "";
  const lines = [
    line(2, "API version", `${detail("ApiVersion")} (minimum version ${detail("MinAPIVersion")})`),
    line(2, "Go version", detail("GoVersion")),
    line(2, "Git commit", detail("GitCommit")),
    line(2, "Built", humanBuildTime(detail("BuildTime"))),
    line(2, "OS/Arch", `${detail("Os")}/${detail("Arch")}`),
    line(2, "Experimental", detail("Experimental")),
  ];
  return `${head}${lines.join("\n")}\n`;
}

/** Values stand in the same column at each depth. */
function line(depth: number, name: string, value: string): string {
  const label = `${" ".repeat(depth)}${name}:`;
  return `${label.padEnd(20)}${value}`;
}

/** `Mon Jan  2 15:04:05 2006`; a text that is no ISO time stays as it is. */
export function humanBuildTime(text: string): string {
  const date = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}T/.test(text) || Number.isNaN(date.getTime())) return text;
  const [weekday = "", , month = "", year = "", time = ""] = date.toUTCString().replace(",", "").split(" ");
  return `${weekday} ${month} ${String(date.getUTCDate()).padStart(2)} ${time} ${year}`;
}

/** As templates see it. */
async function versionStruct(versions: {
  readonly Client: ClientVersion;
  readonly Server: SystemVersion | null;
}): Promise<Value> {
  const { convert } = await import("../../inspect/typed-value.ts");
  const { versionInfoType } = await import("../../inspect/version-types.ts");
  return convert(versions, versionInfoType());
}
