import { writeFileSync } from "node:fs";
import type { Op } from "#base/op.ts";
import type { Skippable } from "#compose/file/loading.ts";
import { fileError } from "#compose/file/read-text.ts";
import { withEnvironments } from "#compose/file/service-files.ts";
import { serviceHash } from "#compose/shape/hash.ts";
import { type Project, projectJson, projectYaml } from "#compose/shape/project.ts";
import type { TreeMap } from "#compose/tree/value.ts";
import { byteSortedDeep, writeJson } from "#formats/json/write-json.ts";
import { naturallySortedDeep } from "#formats/yaml/natural-order.ts";
import { writeYaml } from "#formats/yaml/write-yaml.ts";
import { ExitError } from "../../errors.ts";
import { bool, string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { type ComposeCommand, type ComposeInvocation, runsCompose } from "../command.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  flags: {
    environment: bool({ usage: "Print environment used for interpolation." }),
    format: string({ usage: "Format the output. Values: [yaml | json]" }),
    hash: string({ usage: "Print the service config hash, one per line." }),
    images: bool({ usage: "Print the image names, one per line." }),
    "lock-image-digests": bool({ usage: "Produces an override file with image digests" }),
    models: bool({ usage: "Print the model names, one per line." }),
    networks: bool({ usage: "Print the network names, one per line." }),
    "no-consistency": bool({
      usage: "Don't check model consistency - warning: may produce invalid Compose output",
    }),
    "no-env-resolution": bool({ usage: "Don't resolve service env files" }),
    "no-interpolate": bool({ usage: "Don't interpolate environment variables" }),
    "no-normalize": bool({ usage: "Don't normalize compose model" }),
    "no-path-resolution": bool({ usage: "Don't resolve file paths" }),
    output: string({ short: "o", usage: "Save to file (default to stdout)" }),
    profiles: bool({ usage: "Print the profile names, one per line." }),
    quiet: bool({ short: "q", usage: "Only validate the configuration, don't print anything" }),
    "resolve-image-digests": bool({ usage: "Pin image tags to digests" }),
    services: bool({ usage: "Print the service names, one per line." }),
    variables: bool({ usage: "Print model variables and default values." }),
    volumes: bool({ usage: "Print the volume names, one per line." }),
  },
} satisfies ComposeCommand;

type Config = ComposeInvocation<(typeof command)["flags"]>;

export const run = runsCompose(command, async (op, io, _client, invocation) => {
  const { flags } = invocation;
  if (flags["lock-image-digests"] || flags["resolve-image-digests"])
    throw new ExitError(1, "not supported: --resolve-image-digests");
  const text = await output(op, invocation);
  if (flags.quiet) return;
  write(io, flags.output, text);
});

async function output(op: Op, invocation: Config): Promise<string> {
  const { flags, args } = invocation;
  if (flags["no-interpolate"]) return modelText(await invocation.projects.model(op, { skips: skips(flags) }), flags);
  const project = await opened(op, invocation, args);
  return projectText(project, flags).replaceAll("$", "$$$$");
}

async function opened(op: Op, { flags, projects }: Config, services: readonly string[]): Promise<Project> {
  const project = await projects.open(op, { skips: skips(flags), services, discardsFiles: true });
  if (flags["no-env-resolution"]) return project;
  return withEnvironments(project, { discardsFiles: true, warn: projects.warn });
}

function skips(flags: Config["flags"]): Skippable[] {
  const all: readonly (readonly [boolean, Skippable])[] = [
    [flags["no-interpolate"], "interpolation"],
    [flags["no-path-resolution"], "paths"],
    [flags["no-normalize"], "normalization"],
    [flags["no-consistency"], "consistency"],
  ];
  return all.filter(([isGiven]) => isGiven).map(([, step]) => step);
}

function projectText(project: Project, { format, hash }: Config["flags"]): string {
  if (hash !== "") return [...project.services].map(([name, service]) => `${name} ${serviceHash(service)}\n`).join("");
  switch (format) {
    case "":
    case "yaml":
      return projectYaml(project);
    case "json":
      return projectJson(project);
    default:
      throw new ExitError(1, `unsupported format ${JSON.stringify(format)}`);
  }
}

function modelText(model: TreeMap, { format }: Config["flags"]): string {
  if (format === "json") return writeJson(byteSortedDeep(model), "  ");
  return writeYaml(naturallySortedDeep(model));
}

function write(io: Io, path: string, text: string): void {
  if (path === "" || text === "") {
    io.stdout.write(text);
    return;
  }
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw fileError(error, "open", path);
  }
}
